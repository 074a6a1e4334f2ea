namespace EventFlow.SegmentLog;

/// <summary>Offsets that are lost for good, and where they lay. The damaged bytes are kept in the partition's folder <c>quarantine</c>.</summary>
/// <param name="FirstOffset">First lost offset.</param>
/// <param name="EndOffset">Offset after the last lost one; equal to <paramref name="FirstOffset"/> if the damage cost no item.</param>
/// <param name="Reason">What was found.</param>
/// <param name="Segment">File name of the segment.</param>
/// <param name="BytePosition">Where in the file the damage begins.</param>
/// <param name="ByteCount">Damaged bytes; 0 if they are missing.</param>
public readonly record struct LostRange(
    long FirstOffset, long EndOffset, LossReason Reason, string Segment, long BytePosition, long ByteCount)
{
    /// <summary>Items lost.</summary>
    public long Count => EndOffset - FirstOffset;
}
