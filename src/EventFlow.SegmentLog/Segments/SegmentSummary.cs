namespace EventFlow.SegmentLog;

/// <summary>What is known of a segment's committed part without reading it. Immutable; the writer publishes a new one per commit.</summary>
/// <param name="Bytes">Length of the committed part of the file, the segment header included.</param>
/// <param name="EndOffset">Offset after the last item.</param>
/// <param name="Frames">Intact frames.</param>
/// <param name="MinEventTimeMs">Earliest event time; <see cref="long.MaxValue"/> while there are no frames.</param>
/// <param name="MaxEventTimeMs">Latest event time; <see cref="long.MinValue"/> while there are no frames.</param>
/// <param name="FirstAppendMs">Arrival of the earliest frame; <see cref="long.MaxValue"/> while there are no frames.</param>
/// <param name="LastAppendMs">Arrival of the latest frame; <see cref="long.MinValue"/> while there are no frames.</param>
internal sealed record SegmentSummary(
    long Bytes, long EndOffset, long Frames, long MinEventTimeMs, long MaxEventTimeMs, long FirstAppendMs, long LastAppendMs)
{
    public static SegmentSummary Empty(long baseOffset) =>
        new(SegmentHeader.Size, baseOffset, 0, long.MaxValue, long.MinValue, long.MaxValue, long.MinValue);

    public SegmentSummary With(in FrameHeader frame, long bytes) => new(
        bytes,
        frame.EndOffset,
        Frames + 1,
        Math.Min(MinEventTimeMs, frame.MinEventTimeMs),
        Math.Max(MaxEventTimeMs, frame.MaxEventTimeMs),
        Math.Min(FirstAppendMs, frame.AppendTimeMs),
        Math.Max(LastAppendMs, frame.AppendTimeMs));

    public bool Overlaps(long fromTimeMs, long toTimeMs) => MinEventTimeMs < toTimeMs && MaxEventTimeMs >= fromTimeMs;
}
