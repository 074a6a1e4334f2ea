namespace EventFlow.Postgres.EventLog;

/// <summary>How long a stream is kept. Whole days (UTC, of arrival) go, oldest first; the day that is written to stays.</summary>
public sealed class PostgresRetentionOptions
{
    /// <summary>Age every event reaches at least, counted from its arrival, from 1 day. Its day goes when all of it is older. Default 7 days.</summary>
    public TimeSpan Age { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Bytes of stored batches a stream may take over all its partitions, indexes not counted; 0 is no limit. Default 0.</summary>
    public long Bytes { get; set; }
}
