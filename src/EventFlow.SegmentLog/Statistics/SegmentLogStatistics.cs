namespace EventFlow.SegmentLog;

/// <summary>What a store has done since it was opened, and what waits.</summary>
/// <param name="Appends">Batches committed.</param>
/// <param name="Items">Items committed.</param>
/// <param name="BytesWritten">Bytes committed, frame headers included.</param>
/// <param name="Refusals">Batches refused: overloaded, disk full, I/O error, too large, closed.</param>
/// <param name="Rounds">Group commits.</param>
/// <param name="Syncs">Syncs of segments; the fewer per append, the better the grouping.</param>
/// <param name="SyncTime">Time spent in them.</param>
/// <param name="LongestSync">The longest of them.</param>
/// <param name="QueuedAppends">Batches that wait for a round.</param>
/// <param name="QueuedBytes">Bytes that wait or are being written.</param>
/// <param name="OldestWait">How long the oldest waiting batch has waited.</param>
public sealed record SegmentLogStatistics(
    long Appends,
    long Items,
    long BytesWritten,
    long Refusals,
    long Rounds,
    long Syncs,
    TimeSpan SyncTime,
    TimeSpan LongestSync,
    int QueuedAppends,
    long QueuedBytes,
    TimeSpan OldestWait);
