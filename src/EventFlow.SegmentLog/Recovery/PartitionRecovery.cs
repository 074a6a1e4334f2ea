using Microsoft.Extensions.Logging;

namespace EventFlow.SegmentLog;

/// <summary>
/// Brings a partition's folder back to a state that can be served: reads all of the last segment, cuts a torn tail, and trusts
/// older segments until their index, their neighbour or a reader says otherwise.
/// </summary>
internal sealed partial class PartitionRecovery(
    ILogFileSystem files, string directory, PartitionId id, SegmentLogOptions options, DamageRegister damages, TimeProvider time, ILogger logger)
{
    private readonly uint _tag = SegmentHeader.TagOf(id.Stream, id.Partition);
    private long _highestListed = -1;

    /// <summary>The segments in order; the last one is open for writing.</summary>
    /// <param name="bounds">What is known of the first and the last segment from now on.</param>
    public List<Segment> Run(out PartitionBounds bounds)
    {
        var started = time.GetTimestamp();
        files.CreateDirectory(directory);
        damages.Load();
        var known = PartitionBounds.Read(files, directory);
        var found = FindSegments(out var leastNextOffset);
        leastNextOffset = Math.Max(leastNextOffset, EndOfMissingLast(known));
        DropEmptyEnd(found, ref leastNextOffset);
        var segments = new List<Segment>();
        for (var i = 0; i < found.Count - 1; i++)
        {
            segments.Add(OpenSealed(found[i], found[i + 1].Header.BaseOffset));
        }

        segments.Add(found.Count == 0 ? CreateFirst(leastNextOffset) : OpenActive(found[^1]));
        if (found.Count == 0)
        {
            SyncParents();
        }

        if (segments[^1].Summary.EndOffset < leastNextOffset)
        {
            segments[^1].Seal();
            segments.Add(CreateFirst(leastNextOffset));
        }

        ReportHoles(segments);
        bounds = KeepBounds(known, segments);
        LogRecovered(
            logger, id, segments[0].BaseOffset, segments[^1].Summary.EndOffset, segments.Count, segments[^1].Summary.Bytes, time.GetElapsedTime(started).TotalMilliseconds);
        return segments;
    }

    /// <param name="leastNextOffset">Offsets below may have been given out by a segment that had to be set aside.</param>
    private List<(string Path, SegmentHeader Header)> FindSegments(out long leastNextOffset)
    {
        var found = new List<(string Path, SegmentHeader Header)>();
        var paths = files.ListFiles(directory, Segment.FileExtension).Order(StringComparer.Ordinal).ToList();
        leastNextOffset = 0;
        _highestListed = paths.Count > 0 && long.TryParse(Path.GetFileNameWithoutExtension(paths[^1]), out var highest) ? highest : -1;
        foreach (var path in paths)
        {
            var (header, length) = ReadHeader(path);
            if (header is { } known && known.PartitionTag == _tag && path == Segment.PathOf(directory, known.BaseOffset))
            {
                // A later segment's own offset says where the ones before it end at most.
                found.Add((path, known));
                leastNextOffset = 0;
            }
            else if (path == paths[^1] && header is null && length <= SegmentHeader.Size)
            {
                // The process ended while it created this file; nothing was ever stored in it.
                files.Delete(path);
            }
            else
            {
                leastNextOffset = SetAside(path, header, length, leastNextOffset);
            }
        }

        return found;
    }

    /// <summary>
    /// An empty last segment is either fresh or the remains of a failed attempt to begin one, after which the segment before it was written on.
    /// Either way the one before it is the end of the data.
    /// </summary>
    private void DropEmptyEnd(List<(string Path, SegmentHeader Header)> found, ref long leastNextOffset)
    {
        while (found.Count > 1 && LengthOf(found[^1].Path) <= SegmentHeader.Size)
        {
            leastNextOffset = Math.Max(leastNextOffset, found[^1].Header.BaseOffset);
            files.Delete(found[^1].Path);
            found.RemoveAt(found.Count - 1);
        }
    }

    private long LengthOf(string path)
    {
        using var file = files.Open(path, writable: false);
        return file.Length;
    }

    private (SegmentHeader? Header, long Length) ReadHeader(string path)
    {
        using var file = files.Open(path, writable: false);
        var bytes = new byte[SegmentHeader.Size];
        var read = file.Read(bytes, 0);
        return (SegmentHeader.TryRead(bytes.AsSpan(0, read), out var header) ? header : null, file.Length);
    }

    private long SetAside(string path, SegmentHeader? header, long length, long leastNextOffset)
    {
        LogSetAside(logger, Path.GetFileName(path), id, header is null ? "its header is damaged" : "its header names another partition or offset");
        damages.SetAside(path);
        if (!long.TryParse(Path.GetFileNameWithoutExtension(path), out var baseOffset) || header is { } foreign && foreign.PartitionTag != _tag)
        {
            return leastNextOffset;
        }

        // How many items the file held is unreadable. Offsets must not be given out twice, so its length serves as an upper bound.
        return Math.Max(leastNextOffset, baseOffset + length);
    }

    private Segment OpenSealed((string Path, SegmentHeader Header) found, long nextBaseOffset)
    {
        using var file = files.Open(found.Path, writable: false);
        var length = file.Length;
        var indexBytes = files.ReadAll(Path.ChangeExtension(found.Path, Segment.IndexExtension));
        if (IndexFile.TryRead(indexBytes, found.Header, out var summary, out _) && summary.Bytes == length && summary.EndOffset == nextBaseOffset)
        {
            return Segment.SealedAt(files, found.Path, found.Header, summary, options.IndexIntervalBytes);
        }

        LogIndexRebuilt(logger, id, Path.GetFileName(found.Path), length);
        var scan = SegmentScan.Run(file, Path.GetFileName(found.Path), found.Header, options.IndexIntervalBytes);
        ReportDamages(scan, file);
        if (scan.TailIsPadding)
        {
            using var writable = files.Open(found.Path, writable: true);
            writable.SetLength(length = scan.Summary.Bytes);
        }

        var segment = Segment.SealedAt(files, found.Path, found.Header, scan.Summary with { Bytes = length }, options.IndexIntervalBytes);
        segment.SaveIndex(scan.Index);
        return segment;
    }

    private Segment OpenActive((string Path, SegmentHeader Header) found)
    {
        var name = Path.GetFileName(found.Path);
        var file = files.Open(found.Path, writable: true);
        try
        {
            var scan = SegmentScan.Run(file, name, found.Header, options.IndexIntervalBytes);
            ReportDamages(scan, file);
            if (scan.TailBytes > 0)
            {
                if (!scan.TailIsPadding)
                {
                    LogTornTail(logger, scan.TailBytes, id, name, scan.Summary.EndOffset);
                }

                file.SetLength(scan.Summary.Bytes);
            }

            // What survived the death of the process may never have reached the disk, and is about to be served as committed.
            file.Sync();
            return Segment.Active(files, found.Path, found.Header, file, WithCleanEnd(found, scan.Summary), scan.Index, options.IndexIntervalBytes);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>An orderly close leaves an index behind. If it knows of more than the segment holds, committed data is gone, and its offsets must not be reused.</summary>
    private SegmentSummary WithCleanEnd((string Path, SegmentHeader Header) found, SegmentSummary scanned)
    {
        var indexBytes = files.ReadAll(Path.ChangeExtension(found.Path, Segment.IndexExtension));
        if (!IndexFile.TryRead(indexBytes, found.Header, out var closed, out _) || closed.EndOffset <= scanned.EndOffset)
        {
            return scanned;
        }

        damages.Report(new LostRange(scanned.EndOffset, closed.EndOffset, LossReason.Missing, Path.GetFileName(found.Path), scanned.Bytes, 0), null);
        return scanned with { EndOffset = closed.EndOffset };
    }

    private Segment CreateFirst(long baseOffset)
    {
        var header = new SegmentHeader(baseOffset, time.GetUtcNow().ToUnixTimeMilliseconds(), SegmentSalt.Next(), _tag);
        return Segment.CreateActive(files, directory, header, options.IndexIntervalBytes);
    }

    /// <summary>A power cut must not forget the folders of a partition that has acknowledged something.</summary>
    private void SyncParents()
    {
        var stream = Path.GetDirectoryName(directory)!;
        files.SyncDirectory(stream);
        files.SyncDirectory(Path.GetDirectoryName(stream)!);
    }

    /// <summary>
    /// Where the offsets end that a segment which should be the last, and is not there at all, may have given out; 0 if none is missing. Nothing says how many it
    /// held; it was no larger than segments get, and that many bytes serve as an upper bound.
    /// </summary>
    private long EndOfMissingLast(PartitionBounds? known)
    {
        if (known is not { } bounds || bounds.ActiveOffset <= _highestListed)
        {
            return 0;
        }

        LogLastMissing(logger, id, Path.GetFileName(Segment.PathOf(directory, bounds.ActiveOffset)));
        return bounds.ActiveOffset + options.SegmentBytes;
    }

    /// <summary>Reports what is missing before the first segment. The bound stays where it is until retention moves it, so that the next start knows too.</summary>
    private PartitionBounds KeepBounds(PartitionBounds? known, List<Segment> segments)
    {
        var first = segments[0].BaseOffset;
        var bounds = new PartitionBounds(known is { } before && before.FirstOffset < first ? before.FirstOffset : first, segments[^1].BaseOffset);
        if (bounds.FirstOffset < first)
        {
            damages.Report(
                new LostRange(bounds.FirstOffset, first, LossReason.Missing, Path.GetFileName(Segment.PathOf(directory, bounds.FirstOffset)), 0, 0), null);
        }

        if (bounds != known)
        {
            bounds.TrySave(files, directory);
        }

        return bounds;
    }

    private void ReportHoles(List<Segment> segments)
    {
        for (var i = 1; i < segments.Count; i++)
        {
            var (before, after) = (segments[i - 1], segments[i]);
            if (before.Summary.EndOffset < after.BaseOffset)
            {
                damages.Report(
                    new LostRange(before.Summary.EndOffset, after.BaseOffset, LossReason.Missing, before.Name, before.Summary.Bytes, 0), null);
            }
        }
    }

    private void ReportDamages(SegmentScan scan, ILogFile file)
    {
        foreach (var damage in scan.Damages)
        {
            damages.Report(damage, file);
        }
    }

    [LoggerMessage(2001, LogLevel.Information, "Opened {Partition}: offsets {First} to {Next} in {Segments} segments, {Bytes} bytes verified in {ElapsedMs:0.0} ms.")]
    private static partial void LogRecovered(ILogger logger, PartitionId partition, long first, long next, int segments, long bytes, double elapsedMs);

    [LoggerMessage(2002, LogLevel.Warning, "Cut {Bytes} bytes of an unfinished write off the end of {Partition}, {Segment}; it was never acknowledged. The next offset is {Next}.")]
    private static partial void LogTornTail(ILogger logger, long bytes, PartitionId partition, string segment, long next);

    [LoggerMessage(2003, LogLevel.Warning, "The index of {Partition}, {Segment} is missing or does not match; read {Bytes} bytes to rebuild it.")]
    private static partial void LogIndexRebuilt(ILogger logger, PartitionId partition, string segment, long bytes);

    [LoggerMessage(2005, LogLevel.Error, "The last segment of {Partition}, {Segment}, is missing. Its offsets are reported as lost, as many as it may have held, and are not given out again.")]
    private static partial void LogLastMissing(ILogger logger, PartitionId partition, string segment);

    [LoggerMessage(2004, LogLevel.Error, "Moved {Segment} of {Partition} to the folder quarantine: {Reason}. Its offsets are reported as lost.")]
    private static partial void LogSetAside(ILogger logger, string segment, PartitionId partition, string reason);
}
