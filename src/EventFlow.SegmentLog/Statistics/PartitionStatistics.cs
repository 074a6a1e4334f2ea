namespace EventFlow.SegmentLog;

/// <summary>The state of a partition at a moment.</summary>
/// <param name="Id">Which.</param>
/// <param name="FirstOffset">Oldest offset kept.</param>
/// <param name="NextOffset">Offset the next item gets.</param>
/// <param name="Bytes">Bytes of all segments.</param>
/// <param name="Segments">Segment files, at least 1.</param>
/// <param name="OldestEventTimeMs">Earliest event time kept, unix milliseconds; null while empty.</param>
/// <param name="NewestEventTimeMs">Latest event time kept, unix milliseconds; null while empty.</param>
/// <param name="Appends">Batches committed since the partition was opened.</param>
/// <param name="BytesWritten">Bytes committed since the partition was opened.</param>
/// <param name="Syncs">Syncs since the partition was opened.</param>
/// <param name="LostItems">Items lost to damage, as far as known.</param>
/// <param name="Fault">What the disk says while appends are refused; null while all is well.</param>
public sealed record PartitionStatistics(
    PartitionId Id,
    long FirstOffset,
    long NextOffset,
    long Bytes,
    int Segments,
    long? OldestEventTimeMs,
    long? NewestEventTimeMs,
    long Appends,
    long BytesWritten,
    long Syncs,
    long LostItems,
    string? Fault);
