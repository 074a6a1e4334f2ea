using EventFlow.SegmentLog;

namespace EventFlow.Backup;

/// <summary>Makes a data directory of a backup. It appears whole or not at all; every file is verified as it is copied.</summary>
/// <param name="backupDirectory">What <see cref="BackupJob"/> wrote.</param>
/// <param name="dataDirectory">New, or empty.</param>
/// <param name="until">Nothing that arrived later is restored; null for all there is.</param>
public sealed class RestoreJob(string backupDirectory, string dataDirectory, DateTimeOffset? until = null)
{
    private readonly BackupFolder _folder = new(Path.GetFullPath(backupDirectory));
    private readonly string _target = Path.GetFullPath(dataDirectory).TrimEnd(Path.DirectorySeparatorChar);
    private readonly List<string> _holes = [];
    private long _bytes;

    /// <summary>Does it.</summary>
    /// <exception cref="BackupException">It cannot be done; the target is as it was.</exception>
    public RestoreReport Run(CancellationToken cancellation = default)
    {
        if (File.Exists(_target) || (Directory.Exists(_target) && Directory.EnumerateFileSystemEntries(_target).Any()))
        {
            throw new BackupException($"{_target} is not empty; expected a folder that is empty or not there, so that nothing is written over. Give another one with --data.");
        }

        var plan = RestorePlan.Make(_folder, _folder.RequirePoints(), until);
        var partial = $"{_target}.restoring-{Guid.NewGuid():N}";
        try
        {
            BackupFolder.CreateForOwner(partial);
            foreach (var partition in plan.Partitions)
            {
                Restore(partition, Path.Combine(partial, "log"), cancellation);
            }

            if (plan.StatePoint.State is { } state)
            {
                CopyVerified(state, Path.Combine(partial, "grains", StateSnapshot.DatabaseFile), cancellation);
            }

            Directory.CreateDirectory(Path.Combine(partial, "log"));
            if (Directory.Exists(_target))
            {
                Directory.Delete(_target);
            }

            Directory.Move(partial, _target);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"Restoring to {_target} broke off: {error.Message} Nothing was restored.", error);
        }
        finally
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }

        return Report(plan);
    }

    private void Restore(RestorePlan.Partition partition, string log, CancellationToken cancellation)
    {
        var directory = SegmentFolder.PathOf(log, partition.Id);
        for (var i = 0; i < partition.Segments.Count; i++)
        {
            var (segment, isLast) = (partition.Segments[i], i == partition.Segments.Count - 1);
            var path = Path.Combine(directory, SegmentFolder.NameOf(segment.BaseOffset));
            CopyVerified(segment.File, path, cancellation);
            if (isLast && partition.LastBytes is { } bytes)
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
                file.SetLength(bytes);
                file.Flush(flushToDisk: true);
            }
            else if (!isLast)
            {
                SegmentFolder.WriteIndex(path);
                if (segment.EndOffset < partition.Segments[i + 1].BaseOffset)
                {
                    _holes.Add($"{partition.Id}: {segment.EndOffset} to {partition.Segments[i + 1].BaseOffset - 1}");
                }
            }
        }
    }

    private void CopyVerified(BackupFile file, string to, CancellationToken cancellation)
    {
        var trouble = BackupCheck.OfLength(_folder, file);
        if (trouble is null)
        {
            trouble = BackupCheck.OfHash(_folder, file, FileCopy.Copy(_folder.PathOf(file), to, file.Bytes, cancellation));
            _bytes += file.Bytes;
        }

        if (trouble is not null)
        {
            throw new BackupException($"{trouble} Nothing was restored; use another copy of the backup.");
        }
    }

    private RestoreReport Report(RestorePlan plan)
    {
        var stateEnds = plan.StatePoint.Partitions.ToDictionary(static p => new PartitionId(p.Stream, p.Partition), static p => p.EndOffset);
        var lastArrival = plan.Partitions.SelectMany(static p => p.Segments).Select(static s => s.LastArrivalMs).DefaultIfEmpty(long.MinValue).Max();
        if (until is { } limit && lastArrival > limit.ToUnixTimeMilliseconds())
        {
            lastArrival = limit.ToUnixTimeMilliseconds();
        }

        return new RestoreReport(
            plan.LogPoint.TakenAt, plan.StatePoint.TakenAt, until,
            plan.Partitions.Sum(static p => p.Segments.Count == 0 ? 0 : p.EndOffset - p.Segments[0].BaseOffset),
            plan.Partitions.Sum(p => Math.Max(0, p.EndOffset - stateEnds.GetValueOrDefault(p.Id))),
            lastArrival == long.MinValue ? null : lastArrival, _bytes, _holes);
    }
}
