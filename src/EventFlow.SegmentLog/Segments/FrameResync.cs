namespace EventFlow.SegmentLog;

/// <summary>Finds the way past bytes that do not verify.</summary>
internal static class FrameResync
{
    /// <summary>
    /// What is lost between <paramref name="position"/> and the next frame; null if no frame follows, so that only the caller
    /// knows whether this is a torn tail or a loss.
    /// </summary>
    public static LostRange? After(FrameScanner scanner, FrameCheck check, in FrameHeader frame, long position, long expectedOffset, string segmentName)
    {
        // The header vouches for its payload's size and count, so exactly this frame is lost, and its offsets are never given out again.
        if (check == FrameCheck.BadPayload && frame.FirstOffset >= expectedOffset)
        {
            return new LostRange(expectedOffset, frame.EndOffset, LossReason.PayloadDamaged, segmentName, position, frame.FrameBytes);
        }

        var next = scanner.FindHeader(position + 1, expectedOffset);
        if (next < 0)
        {
            return null;
        }

        scanner.Check(next, out var following);
        return new LostRange(expectedOffset, following.FirstOffset, LossReason.HeaderDamaged, segmentName, position, next - position);
    }
}
