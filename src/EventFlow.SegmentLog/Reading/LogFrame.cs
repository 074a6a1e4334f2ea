namespace EventFlow.SegmentLog;

/// <summary>A batch as it was appended.</summary>
/// <param name="FirstOffset">Offset of the first item. Of the frame a read begins in, it may be before the offset asked for.</param>
/// <param name="Count">Items in the payload.</param>
/// <param name="MinEventTimeMs">Earliest event time, unix milliseconds.</param>
/// <param name="MaxEventTimeMs">Latest event time, unix milliseconds.</param>
/// <param name="AppendTimeMs">Arrival: when the log wrote the batch, unix milliseconds.</param>
/// <param name="Payload">The bytes appended; valid until the <see cref="LogReadResult"/> is disposed.</param>
public readonly record struct LogFrame(
    long FirstOffset, int Count, long MinEventTimeMs, long MaxEventTimeMs, long AppendTimeMs, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Offset after the last item.</summary>
    public long EndOffset => FirstOffset + Count;
}
