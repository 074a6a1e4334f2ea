using System.ComponentModel.DataAnnotations;

namespace EventFlow.SegmentLog;

/// <summary>Settings of the segment log.</summary>
public sealed class SegmentLogOptions
{
    /// <summary>Size at which a segment is closed and the next begun, bytes, from 4 KiB to 1 GiB. Default 64 MiB.</summary>
    [Range(4L << 10, 1L << 30)]
    public long SegmentBytes { get; set; } = 64L << 20;

    /// <summary>Age at which a segment that holds anything is closed, from 1 s. Default 6 h, so that retention by age is that fine.</summary>
    public TimeSpan SegmentAge { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Longest time an append waits for others to share its sync with, from 0 to 1 s. Default 2 ms. A lone append does not wait.</summary>
    public TimeSpan CommitWindow { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Waiting bytes at which a commit starts without waiting longer, from 1. Default 1 MiB.</summary>
    [Range(1L, 1L << 30)]
    public long CommitBytes { get; set; } = 1L << 20;

    /// <summary>Bytes that may wait to be committed, over all partitions; above, appends are refused as overloaded. Default 64 MiB.</summary>
    [Range(1L, 1L << 34)]
    public long MaxQueuedBytes { get; set; } = 64L << 20;

    /// <summary>Largest payload of one batch, bytes, from 1 to 256 MiB. Default 16 MiB.</summary>
    [Range(1, 256 << 20)]
    public int MaxBatchBytes { get; set; } = 16 << 20;

    /// <summary>None or Fast: whether batches are compressed as they are written. What is stored can be read under either. Default Fast.</summary>
    public LogCompression Compression { get; set; } = LogCompression.Fast;

    /// <summary>
    /// Whether small appends go around the page cache, which writes a sector again per sync where the cache writes a page again. Linux; without effect elsewhere and
    /// on file systems that cannot. Default true.
    /// </summary>
    public bool DirectAppends { get; set; } = true;

    /// <summary>Free bytes the disk must keep; below, appends are refused as disk full. Default 256 MiB.</summary>
    [Range(0L, long.MaxValue)]
    public long MinFreeBytes { get; set; } = 256L << 20;

    /// <summary>Data between two entries of a segment's index, bytes, from 512. Default 64 KiB.</summary>
    [Range(512, 1 << 30)]
    public int IndexIntervalBytes { get; set; } = 64 << 10;

    /// <summary>How often retention is applied, from 1 s. Default 1 min.</summary>
    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Retention of streams that have none of their own.</summary>
    public RetentionOptions Retention { get; set; } = new();

    /// <summary>Retention by stream name, for streams that differ from <see cref="Retention"/>.</summary>
    public Dictionary<string, RetentionOptions> Streams { get; set; } = new(StringComparer.Ordinal);

    internal RetentionOptions RetentionOf(string stream) => Streams.GetValueOrDefault(stream) ?? Retention;
}
