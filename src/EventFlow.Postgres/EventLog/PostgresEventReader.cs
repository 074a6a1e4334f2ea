using EventFlow.EventStore;
using EventFlow.SegmentLog;
using Npgsql;

namespace EventFlow.Postgres.EventLog;

/// <summary>Reads a partition page by page. One reader at a time.</summary>
/// <remarks>Days are asked for in ascending order, so a page need not look into the tables of days that are read already.</remarks>
internal sealed class PostgresEventReader(NpgsqlDataSource source, StoredBatches batches, string stream, int partition, long fromOffset, TimeRange? range = null, Action<long, long>? expired = null) : IEventReader
{
    private const string PageStatement =
        """
        select first_offset, events, raw_bytes, payload, day from eventflow_batch
        where stream = $1 and day >= $2 and partition = $3 and first_offset >= $4 order by day, first_offset limit $5
        """;

    // Of the days that hold a time, the batches that may hold one.
    private const string RangeStatement =
        """
        select first_offset, events, raw_bytes, payload, day from eventflow_batch
        where stream = $1 and day >= $2 and partition = $3 and first_offset >= $4 and last_time >= $6 and first_time < $7
          and day = any (array(select d.day from eventflow_day d where d.stream = $1 and d.partition = $3 and d.last_time >= $6 and d.first_time < $7))
        order by day, first_offset limit $5
        """;

    // The batch that holds an offset begins at or before it; of its day nothing is known.
    private const string BeginStatement =
        """
        select first_offset, day from eventflow_batch where stream = $1 and partition = $2 and first_offset <= $3
          and day >= coalesce((select max(day) from eventflow_day where stream = $1 and partition = $2 and end_offset <= $3), '2000-01-01') order by day desc, first_offset desc limit 1
        """;

    private const int FirstRows = 64;
    private const int MostRows = 2_000;

    private static readonly DateOnly Earliest = new(2000, 1, 1);

    private long _from = Math.Max(0, fromOffset);
    private DateOnly _day = Earliest;
    private bool _isPlaced;
    private long _averageBytes;

    /// <inheritdoc/>
    public long NextOffset { get; private set; } = Math.Max(0, fromOffset);

    /// <summary>Whether the last read came to the end of what there is.</summary>
    public bool IsAtEnd { get; private set; }

    /// <inheritdoc/>
    public void Seek(long offset) => (NextOffset, _from, _day, _isPlaced) = (Math.Max(0, offset), Math.Max(0, offset), Earliest, false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EventBatch>> ReadAsync(int maxBytes, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        if (!_isPlaced)
        {
            await PlaceAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        while (true)
        {
            var (read, rows) = await ReadPageAsync(connection, maxBytes, cancellationToken).ConfigureAwait(false);
            if (read.Count > 0 || rows == 0)
            {
                return read;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Between reads it holds nothing.
    }

    private async Task PlaceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(BeginStatement, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = NextOffset });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            (_from, _day) = (rows.GetInt64(0), rows.GetFieldValue<DateOnly>(1));
        }

        _isPlaced = true;
    }

    private async Task<(List<EventBatch> Read, int Rows)> ReadPageAsync(NpgsqlConnection connection, int maxBytes, CancellationToken cancellationToken)
    {
        var limit = _averageBytes == 0 ? FirstRows : (int)Math.Clamp(maxBytes / _averageBytes, 1, MostRows);
        await using var command = new NpgsqlCommand(range is null ? PageStatement : RangeStatement, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = _day });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = _from });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        if (range is { } span)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = span.From });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = span.To });
        }

        var (read, rows, bytes) = (new List<EventBatch>(), 0, 0L);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                rows++;
                bytes += Take(reader, read);
            }
        }
        catch (Exception e) when (read.Count > 0 && e is not OutOfMemoryException)
        {
            // The place is behind what was taken, so that is given; what broke off, the next read says.
            IsAtEnd = false;
            return (read, rows);
        }

        _averageBytes = rows == 0 ? _averageBytes : Math.Max(1, bytes / rows);
        IsAtEnd = rows < limit;
        return (read, rows);
    }

    private int Take(NpgsqlDataReader row, List<EventBatch> read)
    {
        var (first, events, rawBytes, stored) = (row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetFieldValue<byte[]>(3));
        if (first + events <= NextOffset)
        {
            // It ends before what is wanted: the offset lies in a gap, or behind the end.
            _from = first + events;
            return stored.Length;
        }

        if (first > NextOffset && range is null)
        {
            expired?.Invoke(NextOffset, first);
        }

        if (batches.TryDecode(stored, rawBytes, stream, partition, first, events) is { } batch)
        {
            read.Add(batch);
        }

        (NextOffset, _from, _day) = (first + events, first + events, row.GetFieldValue<DateOnly>(4));
        return stored.Length;
    }
}
