namespace EventFlow.SegmentLog;

/// <summary>The answer to an append.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="FirstOffset">Offset of the batch's first item when committed, otherwise -1.</param>
/// <param name="RetryAfter">When overloaded: how long the queue is expected to need, from 1 ms to 5 s; otherwise zero.</param>
/// <param name="Detail">For an operator: what the disk said; null when committed.</param>
public readonly record struct AppendResult(AppendOutcome Outcome, long FirstOffset, TimeSpan RetryAfter, string? Detail)
{
    /// <summary>True if the batch is durable.</summary>
    public bool IsCommitted => Outcome == AppendOutcome.Committed;

    internal static AppendResult Committed(long firstOffset) => new(AppendOutcome.Committed, firstOffset, TimeSpan.Zero, null);

    internal static AppendResult Overloaded(TimeSpan retryAfter, string detail) => new(AppendOutcome.Overloaded, -1, retryAfter, detail);

    internal static AppendResult Refused(AppendOutcome outcome, string detail) => new(outcome, -1, TimeSpan.Zero, detail);
}
