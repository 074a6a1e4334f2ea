using EventFlow.EventStore;
using Npgsql;
using NpgsqlTypes;

namespace EventFlow.Postgres.EventLog;

/// <summary>The few statements on the tables of the log besides appending and reading.</summary>
internal static class LogTables
{
    /// <summary>Notifications of appends; the payload is <c>stream/partition=next offset</c>, separated by spaces.</summary>
    public const string Channel = "eventflow_log";

    private const string SizesStatement =
        """
        select p.stream, p.partition, p.first_offset, p.next_offset, coalesce(sum(d.bytes), 0)::bigint, count(d.day)::int, min(d.first_time), max(d.last_time)
        from eventflow_partition p left join eventflow_day d using (stream, partition) group by p.stream, p.partition
        """;

    /// <summary>Makes partitions, and the tables of today and tomorrow, where they are missing.</summary>
    public static async Task PrepareAsync(NpgsqlDataSource source, IReadOnlyList<EventStreamInfo> streams, CancellationToken cancellationToken)
    {
        var partitions = EventStreams.PartitionsOf(streams).ToList();
        await using var command = source.CreateCommand("select eventflow_prepare($1, $2)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. partitions.Select(static p => p.Stream)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. partitions.Select(static p => p.Partition)] });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>First and next offset of every partition.</summary>
    public static async Task<List<(string Stream, int Partition, long First, long Next)>> ReadEndsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select stream, partition, first_offset, next_offset from eventflow_partition", connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var ends = new List<(string, int, long, long)>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            ends.Add((rows.GetString(0), rows.GetInt32(1), rows.GetInt64(2), rows.GetInt64(3)));
        }

        return ends;
    }

    /// <summary>What each partition holds.</summary>
    public static async Task<List<EventPartitionInfo>> ReadSizesAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(SizesStatement);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var sizes = new List<EventPartitionInfo>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            sizes.Add(new(rows.GetString(0), rows.GetInt32(1), rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4), rows.GetInt32(5))
            {
                FirstTime = rows.IsDBNull(6) ? null : rows.GetInt64(6),
                LastTime = rows.IsDBNull(7) ? null : rows.GetInt64(7),
            });
        }

        return sizes;
    }

    /// <summary>Whether events are kept that were moved in from the data directory of one process, where log records and domain events lie in partition 0.</summary>
    public static async Task<bool> HasMovedEventsAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select exists (select 1 from eventflow_migration m join eventflow_day d on d.day <= (m.finished_at at time zone 'utc')::date where d.partition = 0 and d.stream = any($1))");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [StreamNames.Logs, StreamNames.Domain] });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>The days of a stream with their bytes, oldest first, and how many days old each is by the clock of the database.</summary>
    public static async Task<List<(DateOnly Day, long Bytes, int DaysOld)>> ReadDaysAsync(NpgsqlDataSource source, string stream, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select day, sum(bytes)::bigint, (now() at time zone 'utc')::date - day from eventflow_day where stream = $1 group by day order by day");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var days = new List<(DateOnly, long, int)>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            days.Add((rows.GetFieldValue<DateOnly>(0), rows.GetInt64(1), rows.GetInt32(2)));
        }

        return days;
    }

    /// <summary>Drops the days of a stream before one; returns how many tables went.</summary>
    public static async Task<int> DropBeforeAsync(NpgsqlDataSource source, string stream, DateOnly keepFrom, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select eventflow_drop_before($1, $2)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream });
        command.Parameters.Add(new NpgsqlParameter { Value = keepFrom, NpgsqlDbType = NpgsqlDbType.Date });
        return (int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Tells other processes of ends. Nothing is lost by losing it, so it waits for no disk.</summary>
    public static async Task NotifyAsync(NpgsqlDataSource source, string payload, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("set local synchronous_commit = off"));
        var notify = new NpgsqlBatchCommand("select pg_notify($1, $2)");
        notify.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Channel });
        notify.Parameters.Add(new NpgsqlParameter<string> { TypedValue = payload });
        batch.BatchCommands.Add(notify);
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
