namespace EventFlow.SegmentLog;

/// <summary>All that a full reading of a segment finds out.</summary>
/// <param name="Summary">Of the frames; its bytes end after the last frame that is not torn.</param>
/// <param name="Index">Of the intact frames.</param>
/// <param name="Damages">Byte ranges that hold no intact frame though frames follow, or whose header says what was lost.</param>
/// <param name="TailBytes">Bytes after the last frame that belong to none.</param>
/// <param name="TailIsPadding">They are the zeros that an append may leave behind its bytes: nothing was torn.</param>
internal sealed record SegmentScan(SegmentSummary Summary, SegmentIndex Index, IReadOnlyList<LostRange> Damages, long TailBytes, bool TailIsPadding)
{
    public static SegmentScan Run(ILogFile file, string segmentName, in SegmentHeader segment, int indexIntervalBytes)
    {
        var length = file.Length;
        var summary = SegmentSummary.Empty(segment.BaseOffset);
        var index = new SegmentIndex(indexIntervalBytes);
        var damages = new List<LostRange>();
        using var scanner = new FrameScanner(file, length, segment.Seed);
        var position = (long)SegmentHeader.Size;
        while (true)
        {
            var check = scanner.Check(position, out var frame);
            if (check == FrameCheck.Intact && frame.FirstOffset >= summary.EndOffset)
            {
                if (frame.FirstOffset > summary.EndOffset && (damages.Count == 0 || damages[^1].EndOffset < frame.FirstOffset))
                {
                    damages.Add(new LostRange(summary.EndOffset, frame.FirstOffset, LossReason.Missing, segmentName, position, 0));
                }

                index.Add(frame, position);
                position += frame.FrameBytes;
                summary = summary.With(frame, position);
                continue;
            }

            if (check == FrameCheck.End)
            {
                return new SegmentScan(summary, index, damages, 0, false);
            }

            var damage = FrameResync.After(scanner, check, frame, position, summary.EndOffset, segmentName);
            if (damage is not { } found)
            {
                return new SegmentScan(summary, index, damages, length - position, scanner.IsPadding(position));
            }

            damages.Add(found);
            position += found.ByteCount;
            summary = summary with { Bytes = position, EndOffset = found.EndOffset };
        }
    }
}
