-- The event log: batches of events by stream and partition, a table a stream and day, so that retention drops tables.
-- Offsets are given out under the row lock of the partition, which is held until the commit: whoever sees an offset sees all before it.

create table if not exists eventflow_partition (
    stream       text   not null,
    partition    int    not null,
    first_offset bigint not null default 0,
    next_offset  bigint not null default 0,
    day          date   not null default '2000-01-01',
    primary key (stream, partition)
) with (fillfactor = 50);

-- What a partition holds of a day: retention, sizes and searches by time need not look at batches.
create table if not exists eventflow_day (
    stream     text   not null,
    partition  int    not null,
    day        date   not null,
    end_offset bigint not null,
    batches    bigint not null,
    bytes      bigint not null,
    first_time bigint not null,
    last_time  bigint not null,
    primary key (stream, day, partition)
) with (fillfactor = 50);

-- The last group of appends of each process, so that one whose answer was lost is told from one that was not stored.
create table if not exists eventflow_appender (
    id           uuid primary key,
    last_number  bigint not null,
    last_offsets bigint[] not null,
    seen_at      timestamptz not null
) with (fillfactor = 50);

-- raw_bytes is 0 where the payload lies as it is, else its length before LZ4.
create table if not exists eventflow_batch (
    stream       text   not null,
    day          date   not null,
    partition    int    not null,
    first_offset bigint not null,
    events       int    not null,
    first_time   bigint not null,
    last_time    bigint not null,
    raw_bytes    int    not null,
    payload      bytea  not null,
    primary key (stream, day, partition, first_offset)
) partition by list (stream);

create or replace function eventflow_create_day(stream_name text, wanted date) returns void language plpgsql as $$
declare
    of_stream text := 'eventflow_batch_' || replace(stream_name, '-', '_');
    of_day    text := of_stream || '_' || to_char(wanted, 'YYYYMMDD');
begin
    if to_regclass(quote_ident(of_day)) is not null then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtext('eventflow_create_day'));
    if to_regclass(quote_ident(of_stream)) is null then
        execute format('create table %I partition of eventflow_batch for values in (%L) partition by range (day)', of_stream, stream_name);
    end if;
    if to_regclass(quote_ident(of_day)) is null then
        -- Made beside and then attached: that does not stand in the way of those who read and write. Batches are compressed already, and most fit into a page.
        execute format('create table %I (like eventflow_batch including defaults including constraints) with (toast_tuple_target = 8160)', of_day);
        execute format('alter table %I alter column payload set storage external', of_day);
        execute format('alter table %I attach partition %I for values from (%L) to (%L)', of_stream, of_day, wanted, wanted + 1);
    end if;
end $$;

create or replace function eventflow_prepare(streams text[], partitions int[]) returns void language plpgsql as $$
declare
    name text;
    today date := (now() at time zone 'utc')::date;
begin
    insert into eventflow_partition (stream, partition) select * from unnest(streams, partitions) order by 1, 2 on conflict do nothing;
    for name in select distinct unnest(streams) order by 1 loop
        perform eventflow_create_day(name, today);
        perform eventflow_create_day(name, today + 1);
    end loop;
end $$;

create or replace function eventflow_append(
    appender uuid, number bigint, streams text[], partitions int[], counts int[], first_times bigint[], last_times bigint[], raw_lengths int[], payloads bytea[])
returns bigint[] language plpgsql as $$
declare
    known eventflow_appender%rowtype;
    today date := (now() at time zone 'utc')::date;
    placed bigint[];
begin
    insert into eventflow_appender values (appender, 0, '{}', now()) on conflict do nothing;
    select * into known from eventflow_appender where id = appender for update;
    if known.last_number = number then
        return known.last_offsets;
    elsif known.last_number > number then
        raise exception 'group % of this appender comes after group %', number, known.last_number using errcode = 'EF001';
    end if;

    -- In one order everywhere, so that two processes never wait for each other.
    perform 1 from eventflow_partition p
      where (p.stream, p.partition) in (select a.stream, a.partition from unnest(streams, partitions) as a(stream, partition))
      order by p.stream, p.partition for update;

    with asked as (
        select * from unnest(streams, partitions, counts, first_times, last_times, raw_lengths, payloads)
          with ordinality as a(stream, partition, events, first_time, last_time, raw_bytes, payload, n)
    ), of_partition as (
        select stream, partition, sum(events)::bigint as events, count(*) as batches, sum(octet_length(payload))::bigint as bytes, min(first_time) as first_time, max(last_time) as last_time
          from asked group by stream, partition
    ), place as (
        select a.stream, a.partition, a.n, greatest(p.day, today) as day, p.next_offset + (sum(a.events) over (partition by a.stream, a.partition order by a.n))::bigint - a.events as first_offset
          from asked a join eventflow_partition p on p.stream = a.stream and p.partition = a.partition
    ), stored as (
        insert into eventflow_batch (stream, day, partition, first_offset, events, first_time, last_time, raw_bytes, payload)
        select a.stream, c.day, a.partition, c.first_offset, a.events, a.first_time, a.last_time, a.raw_bytes, a.payload from asked a join place c on c.n = a.n order by a.n
    ), counted as (
        insert into eventflow_day as d (stream, partition, day, end_offset, batches, bytes, first_time, last_time)
        select o.stream, o.partition, greatest(p.day, today), p.next_offset + o.events, o.batches, o.bytes, o.first_time, o.last_time
          from of_partition o join eventflow_partition p on p.stream = o.stream and p.partition = o.partition
        on conflict (stream, day, partition) do update set end_offset = excluded.end_offset, batches = d.batches + excluded.batches, bytes = d.bytes + excluded.bytes,
          first_time = least(d.first_time, excluded.first_time), last_time = greatest(d.last_time, excluded.last_time)
    ), moved as (
        update eventflow_partition p set next_offset = p.next_offset + o.events, day = greatest(p.day, today)
          from of_partition o where p.stream = o.stream and p.partition = o.partition
    )
    select array_agg(first_offset order by n) into placed from place;

    if cardinality(placed) is distinct from cardinality(streams) then
        raise exception 'the log has not all partitions that were asked for' using errcode = 'EF002';
    end if;
    update eventflow_appender set last_number = number, last_offsets = placed, seen_at = now() where id = appender;
    return placed;
end $$;

-- Drops the days of a stream before one, and returns how many there were. The day that is written to stays.
create or replace function eventflow_drop_before(stream_name text, keep_from date) returns int language plpgsql as $$
declare
    gone record;
    dropped int := 0;
begin
    set local lock_timeout = '3s';
    perform 1 from eventflow_partition p where p.stream = stream_name order by p.partition for update;
    update eventflow_partition p set first_offset = greatest(p.first_offset, o.end_offset)
      from (select partition, max(end_offset) as end_offset from eventflow_day where stream = stream_name and day < keep_from group by partition) o
      where p.stream = stream_name and p.partition = o.partition;
    delete from eventflow_day where stream = stream_name and day < keep_from;
    for gone in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
          where i.inhparent = to_regclass(quote_ident('eventflow_batch_' || replace(stream_name, '-', '_'))) and right(c.relname, 8) < to_char(keep_from, 'YYYYMMDD')
    loop
        execute format('drop table %I', gone.relname);
        dropped := dropped + 1;
    end loop;
    return dropped;
end $$;
