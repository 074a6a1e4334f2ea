using Microsoft.Extensions.Logging;

namespace EventFlow.SegmentLog;

/// <summary>Deletes whole segments, oldest first, by age and by the size of the stream. Runs on the committer's thread.</summary>
internal sealed partial class RetentionSweep(SegmentLogOptions options, TimeProvider time, ILogger logger)
{
    public void Run(IReadOnlyCollection<PartitionWriter> writers)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var stream in writers.GroupBy(static writer => writer.Id.Stream))
        {
            var retention = options.RetentionOf(stream.Key);
            foreach (var writer in stream)
            {
                Guard(writer, () => writer.RollIfAged(nowMs));
                DeleteExpired(writer, nowMs - (long)retention.Age.TotalMilliseconds);
            }

            if (retention.Bytes > 0)
            {
                DeleteExcess([.. stream], retention.Bytes);
            }
        }
    }

    private void DeleteExpired(PartitionWriter writer, long expiredBeforeMs)
    {
        while (OldestSealed(writer) is { } oldest && oldest.Summary.LastAppendMs < expiredBeforeMs && Delete(writer, oldest, "age"))
        {
        }
    }

    private void DeleteExcess(List<PartitionWriter> writers, long limit)
    {
        var total = writers.Sum(static writer => writer.Segments.Snapshot.Sum(static segment => segment.Summary.Bytes));
        while (total > limit)
        {
            var oldest = writers.Where(static writer => OldestSealed(writer) is not null).MinBy(static writer => OldestSealed(writer)!.Summary.LastAppendMs);
            if (oldest is null || OldestSealed(oldest) is not { } segment || !Delete(oldest, segment, "size"))
            {
                return;
            }

            total -= segment.Summary.Bytes;
        }
    }

    private static Segment? OldestSealed(PartitionWriter writer) => writer.Segments.Snapshot is { Length: > 1 } segments ? segments[0] : null;

    private bool Delete(PartitionWriter writer, Segment segment, string reason) => Guard(writer, () =>
    {
        writer.DeleteOldest();
        LogDeleted(logger, segment.Name, writer.Id, reason, segment.BaseOffset, segment.Summary.EndOffset, segment.Summary.Bytes);
    });

    private bool Guard(PartitionWriter writer, Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception error) when (DiskErrors.IsDiskFault(error))
        {
            LogFailed(logger, error, writer.Id);
            return false;
        }
    }

    [LoggerMessage(2030, LogLevel.Information, "Deleted {Segment} of {Partition} by {Reason}: offsets {First} to {End}, {Bytes} bytes.")]
    private static partial void LogDeleted(ILogger logger, string segment, PartitionId partition, string reason, long first, long end, long bytes);

    [LoggerMessage(2031, LogLevel.Warning, "Retention of {Partition} could not finish; it is tried again at its next turn.")]
    private static partial void LogFailed(ILogger logger, Exception error, PartitionId partition);
}
