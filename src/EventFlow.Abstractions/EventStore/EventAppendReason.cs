namespace EventFlow;

/// <summary>Why the log took a batch or not. Zero is not success.</summary>
public enum EventAppendReason
{
    /// <summary>Nothing was decided; a default value of this type.</summary>
    None = 0,
    /// <summary>Durable.</summary>
    Stored = 1,
    /// <summary>Too much waits to be written; try again later (HTTP 429).</summary>
    Overloaded = 2,
    /// <summary>The disk is nearly full (HTTP 503).</summary>
    DiskFull = 3,
    /// <summary>The disk failed (HTTP 503).</summary>
    Failed = 4,
    /// <summary>The batch is larger than the log takes at once; it never works unchanged (HTTP 413).</summary>
    TooLarge = 5,
}
