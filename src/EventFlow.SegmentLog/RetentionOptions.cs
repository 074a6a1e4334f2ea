namespace EventFlow.SegmentLog;

/// <summary>How long a stream is kept. Whole segments go, oldest first; the segment being written stays.</summary>
public sealed class RetentionOptions
{
    /// <summary>Age after which events go, counted from their arrival, from 1 s. Default 7 days.</summary>
    public TimeSpan Age { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Bytes a stream may take over all its partitions; 0 is no limit. Default 0.</summary>
    public long Bytes { get; set; }
}
