using System.Globalization;
using EventFlow.SegmentLog;

namespace EventFlow.Backup;

/// <summary>
/// Which files make the data directory of a moment. The log is cut before the first batch of each partition that arrived later. The state must not be ahead of that:
/// it is the latest copy whose log, as it was then, ends within what is kept; replay from its checkpoints does the rest.
/// </summary>
internal sealed record RestorePlan(BackupManifest LogPoint, BackupManifest StatePoint, IReadOnlyList<RestorePlan.Partition> Partitions)
{
    /// <exception cref="BackupException">No state in the backup is old enough.</exception>
    public static RestorePlan Make(BackupFolder folder, IReadOnlyList<BackupManifest> points, DateTimeOffset? until)
    {
        if (until is not { } moment || moment >= points[^1].TakenAt)
        {
            return new RestorePlan(points[^1], points[^1], PartitionsOf(folder, points, points.Count - 1, points.Count - 1, null));
        }

        var log = points.TakeWhile(point => point.TakenAt < moment).Count();
        for (var state = log; state >= 0; state--)
        {
            if (points[state].TakenAt > moment)
            {
                // What people changed meanwhile is in the state too, though the log may not show it.
                continue;
            }

            var partitions = PartitionsOf(folder, points, state, log, moment);
            if (points[state].Partitions.All(before => partitions.Any(kept => kept.Id == IdOf(before) && kept.EndOffset >= before.EndOffset)))
            {
                return new RestorePlan(points[log], points[state], partitions);
            }
        }

        throw new BackupException(
            $"{folder.Root} cannot be restored to {Text(moment)}: its first copy of the grain state was taken {Text(points[0].TakenAt)}, and state cannot be taken back. "
            + $"Expected a time from {Text(points[0].TakenAt)} on. Back up more often to have more such points.");
    }

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static PartitionId IdOf(BackupPartition of) => new(of.Stream, of.Partition);

    private static List<Partition> PartitionsOf(BackupFolder folder, IReadOnlyList<BackupManifest> points, int state, int log, DateTimeOffset? until)
    {
        // A later point has the longer copy of a segment that was still being written; an earlier one may have segments that retention took since.
        return [.. points.Skip(state).Take(log - state + 1).SelectMany(static point => point.Partitions)
            .GroupBy(IdOf)
            .Select(same => Cut(
                folder, same.Key,
                [.. same.SelectMany(static partition => partition.Segments).GroupBy(static segment => segment.BaseOffset).Select(static copies => copies.MaxBy(static copy => copy.File.Bytes)!).OrderBy(static segment => segment.BaseOffset)],
                until?.ToUnixTimeMilliseconds()))];
    }

    private static Partition Cut(BackupFolder folder, PartitionId id, List<BackupSegment> segments, long? untilMs)
    {
        var at = untilMs is { } limit ? segments.FindIndex(segment => segment.LastArrivalMs > limit) : -1;
        if (at < 0)
        {
            return new Partition(id, segments, null, segments.Count == 0 ? 0 : segments[^1].EndOffset);
        }

        if (BackupCheck.OfLength(folder, segments[at].File) is { } trouble)
        {
            throw new BackupException($"{trouble} Use another copy of the backup.");
        }

        var (bytes, end) = SegmentFolder.FindCut(folder.PathOf(segments[at].File), untilMs!.Value);
        return new Partition(id, segments[..(at + 1)], bytes, end);
    }

    /// <param name="Id">Which.</param>
    /// <param name="Segments">To be restored, in order of offset.</param>
    /// <param name="LastBytes">How much of the last one; null for all.</param>
    /// <param name="EndOffset">After the last event.</param>
    internal sealed record Partition(PartitionId Id, IReadOnlyList<BackupSegment> Segments, long? LastBytes, long EndOffset);
}
