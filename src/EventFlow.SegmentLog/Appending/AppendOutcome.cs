namespace EventFlow.SegmentLog;

/// <summary>How an append ended. Zero is no outcome, so a result never filled in cannot pass for a success.</summary>
public enum AppendOutcome
{
    /// <summary>Not an outcome.</summary>
    None = 0,

    /// <summary>The batch is on disk, synced.</summary>
    Committed = 1,

    /// <summary>Too many bytes wait to be committed; nothing stored; try again after <see cref="AppendResult.RetryAfter"/>.</summary>
    Overloaded = 2,

    /// <summary>The disk is full or below the configured free space; nothing stored; works again as soon as space is free.</summary>
    DiskFull = 3,

    /// <summary>The disk refused a write or a sync; not acknowledged. Should the disk also refuse to take the bytes back, they may reappear after a restart.</summary>
    IoError = 4,

    /// <summary>The payload is above <see cref="SegmentLogOptions.MaxBatchBytes"/>; nothing stored; never works unchanged.</summary>
    TooLarge = 5,

    /// <summary>The log is closing or closed; nothing stored.</summary>
    Closed = 6,
}
