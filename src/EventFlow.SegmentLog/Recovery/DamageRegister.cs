using System.Globalization;
using Microsoft.Extensions.Logging;

namespace EventFlow.SegmentLog;

/// <summary>
/// Knows what a partition has lost, says so once, and keeps the damaged bytes in the folder <c>quarantine</c>,
/// each file named segment-position-bytes-first-end-reason, so that the next start knows without reading the segments again.
/// </summary>
internal sealed partial class DamageRegister(ILogFileSystem files, string directory, string partitionName, ILogger logger)
{
    private const string Extension = ".bad";

    // Above this the evidence is cut, so that a disk full of noise is not copied onto itself.
    private const int MaxCopiedBytes = 16 << 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Segment, long Position), LostRange> _known = [];

    private string Folder => Path.Combine(directory, "quarantine");

    public IReadOnlyList<LostRange> Snapshot()
    {
        lock (_gate)
        {
            return [.. _known.Values.OrderBy(static range => range.FirstOffset)];
        }
    }

    public void Load()
    {
        foreach (var path in files.ListFiles(Folder, Extension))
        {
            if (TryParse(Path.GetFileNameWithoutExtension(path)) is { } range)
            {
                _known[(range.Segment, range.BytePosition)] = range;
            }
        }
    }

    /// <summary>Takes note of a loss; keeps a copy of the bytes if <paramref name="file"/> holds them.</summary>
    public void Report(in LostRange range, ILogFile? file)
    {
        lock (_gate)
        {
            if (!_known.TryAdd((range.Segment, range.BytePosition), range))
            {
                return;
            }

            LogLost(logger, partitionName, range.FirstOffset, range.EndOffset, range.Count, range.Reason, range.Segment, range.BytePosition, range.ByteCount, Folder);
            if (file is not null && range.ByteCount > 0)
            {
                KeepCopy(range, file);
            }
        }
    }

    /// <summary>Moves a whole file out of the log's way.</summary>
    public void SetAside(string path)
    {
        files.CreateDirectory(Folder);
        files.Move(path, Path.Combine(Folder, Path.GetFileName(path)));
        files.SyncDirectory(directory);
    }

    private void KeepCopy(in LostRange range, ILogFile file)
    {
        try
        {
            var bytes = new byte[(int)Math.Min(range.ByteCount, MaxCopiedBytes)];
            var read = file.Read(bytes, range.BytePosition);
            files.CreateDirectory(Folder);
            files.ReplaceAll(Path.Combine(Folder, NameOf(range) + Extension), bytes.AsSpan(0, read));
        }
        catch (Exception error) when (DiskErrors.IsDiskFault(error))
        {
            LogNotKept(logger, error, partitionName, range.Segment, range.BytePosition);
        }
    }

    private static string NameOf(in LostRange range) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Path.GetFileNameWithoutExtension(range.Segment)}-{range.BytePosition}-{range.ByteCount}-{range.FirstOffset}-{range.EndOffset}-{range.Reason}");

    private static LostRange? TryParse(string name)
    {
        var parts = name.Split('-');
        return parts.Length == 6
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            && long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && long.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            && Enum.TryParse<LossReason>(parts[5], out var reason)
            ? new LostRange(first, end, reason, parts[0] + Segment.FileExtension, position, bytes)
            : null;
    }

    [LoggerMessage(2010, LogLevel.Error, "{Partition} has lost offsets {First} to {End} ({Count} items, {Reason}): damage in {Segment} at byte {Position}, {Bytes} bytes. All else is served; the bytes are kept in {Folder}. Restore the range from a backup if it matters, and check the disk.")]
    private static partial void LogLost(
        ILogger logger, string partition, long first, long end, long count, LossReason reason, string segment, long position, long bytes, string folder);

    [LoggerMessage(2011, LogLevel.Warning, "Could not keep a copy of the damaged bytes of {Partition} in {Segment} at byte {Position}.")]
    private static partial void LogNotKept(ILogger logger, Exception error, string partition, string segment, long position);
}
