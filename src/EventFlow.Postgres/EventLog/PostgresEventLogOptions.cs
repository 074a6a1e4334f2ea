using System.ComponentModel.DataAnnotations;

namespace EventFlow.Postgres.EventLog;

/// <summary>Settings of the event log in PostgreSQL.</summary>
public sealed class PostgresEventLogOptions
{
    /// <summary>Longest time an append waits for others to share its transaction with, from 0 to 1 s. Default 2 ms. A lone append does not wait.</summary>
    public TimeSpan CommitWindow { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Waiting bytes at which a transaction starts without waiting longer, and about as many go into one, from 64 KiB to 64 MiB. Default 2 MiB.</summary>
    [Range(64 << 10, 64 << 20)]
    public int CommitBytes { get; set; } = 2 << 20;

    /// <summary>Bytes that may wait to be committed; above, appends are refused as overloaded, from 64 KiB. Default 64 MiB.</summary>
    [Range(64L << 10, 1L << 34)]
    public long MaxQueuedBytes { get; set; } = 64L << 20;

    /// <summary>Largest payload of one batch, bytes, from 1 to 256 MiB. Default 16 MiB.</summary>
    [Range(1, 256 << 20)]
    public int MaxBatchBytes { get; set; } = 16 << 20;

    /// <summary>How long appends are tried again while PostgreSQL is away, before they are refused, from 100 ms to 1 min. Default 5 s.</summary>
    public TimeSpan AppendTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the ends of the partitions are looked at besides being told of, from 50 ms to 1 min. Default 1 s.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether batches are compressed (LZ4) before they are sent. What is stored can be read either way. Default true.</summary>
    public bool Compress { get; set; } = true;

    /// <summary>How often retention is applied and the tables of the coming days are made, from 1 min to 6 h. Default 10 min.</summary>
    public TimeSpan KeepInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Retention of streams that have none of their own.</summary>
    public PostgresRetentionOptions Retention { get; set; } = new();

    /// <summary>Retention by stream name, for streams that differ from <see cref="Retention"/>.</summary>
    public Dictionary<string, PostgresRetentionOptions> Streams { get; set; } = new(StringComparer.Ordinal);

    internal PostgresRetentionOptions RetentionOf(string stream) => Streams.GetValueOrDefault(stream) ?? Retention;
}
