namespace EventFlow.SegmentLog;

/// <summary>What one append stores: an opaque payload that stands for several items.</summary>
/// <param name="Payload">The bytes; written without a copy, so they must not change until the append has completed.</param>
/// <param name="Count">Items in the payload, at least 1; each takes one offset.</param>
/// <param name="MinEventTimeMs">Earliest event time among the items, unix milliseconds.</param>
/// <param name="MaxEventTimeMs">Latest event time among the items, unix milliseconds, not before <paramref name="MinEventTimeMs"/>.</param>
public readonly record struct LogBatch(ReadOnlyMemory<byte> Payload, int Count, long MinEventTimeMs, long MaxEventTimeMs);
