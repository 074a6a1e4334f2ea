namespace EventFlow;

/// <summary>What became of an append: the offset of the first event when stored, else the reason and how long to wait.</summary>
public readonly record struct EventAppendResult(EventAppendReason Reason, long FirstOffset, TimeSpan RetryAfter)
{
    /// <summary>Whether the events are durable.</summary>
    public bool IsStored => Reason == EventAppendReason.Stored;
}
