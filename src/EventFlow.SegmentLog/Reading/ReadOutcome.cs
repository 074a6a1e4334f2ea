namespace EventFlow.SegmentLog;

/// <summary>How a read ended.</summary>
public enum ReadOutcome
{
    /// <summary>Not an outcome.</summary>
    None = 0,

    /// <summary>There are frames, or lost ranges, or both.</summary>
    Read = 1,

    /// <summary>Nothing is there yet; wait for an append.</summary>
    EndOfLog = 2,

    /// <summary>Retention has deleted the offset; go on from <see cref="LogReadResult.FirstAvailableOffset"/>.</summary>
    OffsetExpired = 3,

    /// <summary>The offset has never been given out: whoever stored it knows a log that held more than this one.</summary>
    OffsetBeyondEnd = 4,

    /// <summary>The log is closed.</summary>
    Closed = 5,
}
