using System.Globalization;
using System.Reflection;
using EventFlow.SegmentLog;

namespace EventFlow.Backup;

/// <summary>
/// Writes a point of a data directory into a backup folder; the silo may run, be stopped, or have been killed. The state is copied first and the log is cut after it:
/// whatever the state has applied is in the log, and what the log holds beyond it is applied again when a silo starts on the restored directory.
/// </summary>
/// <param name="dataDirectory">Of a silo.</param>
/// <param name="backupDirectory">New, or with earlier points of the same data directory.</param>
/// <param name="time">Says when the point was taken.</param>
/// <param name="logDirectory">Where the event log lies, if not in the folder <c>log</c> of the data directory.</param>
public sealed class BackupJob(string dataDirectory, string backupDirectory, TimeProvider time, string? logDirectory = null)
{
    private readonly BackupFolder _folder = new(Path.GetFullPath(backupDirectory));
    private readonly string _log = logDirectory ?? Path.Combine(dataDirectory, "log");
    private readonly string _state = Path.Combine(dataDirectory, "grains", StateSnapshot.DatabaseFile);
    private long _copiedBytes;
    private int _copiedFiles;
    private int _sharedFiles;

    /// <summary>Does it.</summary>
    /// <exception cref="BackupException">It cannot be done; the backup folder is as it was.</exception>
    public BackupReport Run(CancellationToken cancellation = default)
    {
        if (!Directory.Exists(_log))
        {
            throw new BackupException($"{dataDirectory} is no data directory of a silo: there is no {_log}. Expected the folder given to the silo with --data, and --log where EventFlow:EventStore:Directory is set.");
        }

        using var held = _folder.Lock();
        var known = _folder.ReadPoints().SelectMany(static point => point.Partitions).SelectMany(static partition => partition.Segments)
            .GroupBy(static segment => segment.File.Path).ToDictionary(static same => same.Key, static same => same.First());
        var temporary = Path.Combine(_folder.Root, "state", "new.db");
        try
        {
            var hasState = File.Exists(_state);
            if (hasState)
            {
                StateSnapshot.Take(_state, temporary);
            }

            var found = Describe();
            var takenAt = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
            var partitions = found.ConvertAll(of => Copy(of.Id, of.Segments, known, cancellation));
            var point = new BackupManifest(
                BackupManifest.CurrentFormat, VersionText, takenAt, hasState ? KeepState(temporary, takenAt, cancellation) : null, partitions);
            _folder.Write(point);
            return new BackupReport(point, _copiedBytes, _copiedFiles, _sharedFiles);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The backup to {_folder.Root} broke off: {error.Message} No point was written; free space or mend the folder, and run it again.", error);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static string VersionText => typeof(BackupJob).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>All segments as they are now. Growing ones are looked at first, so that the cut is one moment, more or less, and not as long as the copying.</summary>
    private List<(PartitionId Id, List<SegmentFile> Segments)> Describe()
    {
        var listed = SegmentFolder.ListPartitions(_log).Select(static of => (of.Id, Paths: SegmentFolder.ListSegments(of.Directory))).Where(static of => of.Paths.Count > 0).ToList();
        var growing = listed.ConvertAll(static of => SegmentFolder.Describe(of.Paths[^1], growing: true));
        return [.. listed.Select((of, i) => (of.Id, of.Paths.SkipLast(1).Select(static path => SegmentFolder.Describe(path, growing: false)).Append(growing[i]).OfType<SegmentFile>().ToList()))];
    }

    private BackupPartition Copy(PartitionId id, List<SegmentFile> segments, Dictionary<string, BackupSegment> known, CancellationToken cancellation)
    {
        var copies = new List<BackupSegment>();
        foreach (var segment in segments)
        {
            try
            {
                copies.Add(Copy(id, segment, known, cancellation));
            }
            catch (FileNotFoundException) when (copies.Count == 0)
            {
                // Retention took it meanwhile, and takes the oldest first.
            }
        }

        return new BackupPartition(
            id.Stream, id.Partition, copies.Count == 0 ? 0 : copies[0].BaseOffset, copies.Count == 0 ? 0 : copies[^1].EndOffset, copies);
    }

    private BackupSegment Copy(PartitionId id, SegmentFile segment, Dictionary<string, BackupSegment> known, CancellationToken cancellation)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"log/{id.Stream}/{id.Partition}/{Path.GetFileNameWithoutExtension(segment.Path)}-{segment.Bytes}.seg");
        if (known.TryGetValue(name, out var same))
        {
            if (same.Salt != segment.Salt)
            {
                throw new BackupException($"{_folder.Root} holds a backup of another data directory than {dataDirectory}: {name} differs. Give each its own folder.");
            }

            var file = new FileInfo(_folder.PathOf(same.File));
            if (file.Exists && file.Length == same.File.Bytes)
            {
                _sharedFiles++;
                return same;
            }
        }

        var target = _folder.PathOf(new BackupFile(name, 0, ""));
        var hash = FileCopy.Copy(segment.Path, target + ".tmp", segment.Bytes, cancellation);
        File.Move(target + ".tmp", target, overwrite: true);
        _copiedFiles++;
        _copiedBytes += segment.Bytes;
        return new BackupSegment(new BackupFile(name, segment.Bytes, hash), segment.BaseOffset, segment.EndOffset, segment.LastArrivalMs, segment.Salt);
    }

    private BackupFile KeepState(string temporary, DateTimeOffset takenAt, CancellationToken cancellation)
    {
        var file = new BackupFile(BackupFolder.StatePath(takenAt), new FileInfo(temporary).Length, FileCopy.Hash(temporary, cancellation));
        File.Move(temporary, _folder.PathOf(file), overwrite: true);
        _copiedFiles++;
        _copiedBytes += file.Bytes;
        return file;
    }
}
