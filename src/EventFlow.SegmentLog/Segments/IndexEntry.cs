namespace EventFlow.SegmentLog;

/// <summary>One block of a segment: the frames from <paramref name="Position"/> to the next entry's.</summary>
internal readonly record struct IndexEntry(long Position, long FirstOffset, long MinEventTimeMs, long MaxEventTimeMs);
