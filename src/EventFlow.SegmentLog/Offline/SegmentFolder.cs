using System.Globalization;

namespace EventFlow.SegmentLog;

/// <summary>Looks into a log's folder without opening the log, also while another process writes it: for backup and restore.</summary>
public static class SegmentFolder
{
    private const int IndexIntervalBytes = 64 << 10;

    // A write is seen half for microseconds; what is half a frame each time is damage.
    private const int MostLooks = 5;

    private static readonly DiskFileSystem Files = new(directAppends: false);

    /// <summary>The partitions in the folder of a log.</summary>
    /// <param name="logDirectory">Where the log lies; need not exist.</param>
    public static IReadOnlyList<(PartitionId Id, string Directory)> ListPartitions(string logDirectory) =>
        !Directory.Exists(logDirectory)
            ? []
            : [.. from stream in Directory.EnumerateDirectories(logDirectory)
                  from partition in Directory.EnumerateDirectories(stream)
                  where int.TryParse(Path.GetFileName(partition), NumberStyles.None, CultureInfo.InvariantCulture, out _)
                  let id = PartitionId.Checked(Path.GetFileName(stream), int.Parse(Path.GetFileName(partition), CultureInfo.InvariantCulture))
                  orderby id.Stream, id.Partition
                  select (id, partition)];

    /// <summary>The folder of a partition within that of a log.</summary>
    public static string PathOf(string logDirectory, PartitionId id) =>
        Path.Combine(logDirectory, id.Stream, id.Partition.ToString(CultureInfo.InvariantCulture));

    /// <summary>The name of a segment's file.</summary>
    public static string NameOf(long baseOffset) => Path.GetFileName(Segment.PathOf("", baseOffset));

    /// <summary>The segment files of a partition, oldest first. The last one may be growing.</summary>
    public static IReadOnlyList<string> ListSegments(string partitionDirectory) =>
        [.. Files.ListFiles(partitionDirectory, Segment.FileExtension).Order(StringComparer.Ordinal)];

    /// <summary>What a segment holds, by its index if that is sound, otherwise by reading it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="growing">True for the last one: then it is read, up to what is whole.</param>
    /// <returns>Null if it is gone (retention), or if it is no segment of its name.</returns>
    public static SegmentFile? Describe(string path, bool growing)
    {
        try
        {
            using var file = Files.Open(path, writable: false);
            if (!TryReadHeader(file, out var header) || Path.GetFileName(path) != NameOf(header.BaseOffset))
            {
                return null;
            }

            var summary = growing ? WholePart(file, path, header) : BySoundIndex(file, path, header) ?? Scan(file, path, header).Summary with { Bytes = file.Length };
            return new SegmentFile(path, header.BaseOffset, summary.EndOffset, summary.Bytes, summary.LastAppendMs, header.Salt.ToString("x16", CultureInfo.InvariantCulture));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Where a segment must end to hold nothing that arrived later than a moment: before the first batch that did.</summary>
    /// <returns>The length and the offset after its last item.</returns>
    public static (long Bytes, long EndOffset) FindCut(string path, long arrivedUntilMs)
    {
        using var file = Files.Open(path, writable: false);
        if (!TryReadHeader(file, out var header))
        {
            throw new InvalidDataException($"{path} is no segment of an event log; its header is unreadable.");
        }

        using var scanner = new FrameScanner(file, file.Length, header.Seed);
        var (position, end) = ((long)SegmentHeader.Size, header.BaseOffset);
        while (true)
        {
            var check = scanner.Check(position, out var frame);
            if (check == FrameCheck.Intact)
            {
                if (frame.AppendTimeMs > arrivedUntilMs)
                {
                    return (position, end);
                }

                (position, end) = (position + frame.FrameBytes, frame.EndOffset);
            }
            else if (check != FrameCheck.End && FrameResync.After(scanner, check, frame, position, end, Path.GetFileName(path)) is { } damage)
            {
                (position, end) = (position + damage.ByteCount, damage.EndOffset);
            }
            else
            {
                return (position, end);
            }
        }
    }

    /// <summary>Writes the index of a segment that is complete, so that the log need not read it all when it is opened.</summary>
    public static void WriteIndex(string path)
    {
        using var file = Files.Open(path, writable: false);
        if (TryReadHeader(file, out var header))
        {
            var scan = Scan(file, path, header);
            Files.ReplaceAll(Path.ChangeExtension(path, Segment.IndexExtension), IndexFile.ToBytes(header, scan.Summary with { Bytes = file.Length }, scan.Index.Snapshot()));
        }
    }

    private static bool TryReadHeader(ILogFile file, out SegmentHeader header)
    {
        var bytes = new byte[SegmentHeader.Size];
        return SegmentHeader.TryRead(bytes.AsSpan(0, file.Read(bytes, 0)), out header);
    }

    private static SegmentSummary? BySoundIndex(ILogFile file, string path, in SegmentHeader header) =>
        IndexFile.TryRead(Files.ReadAll(Path.ChangeExtension(path, Segment.IndexExtension)), header, out var summary, out _) && summary.Bytes == file.Length ? summary : null;

    private static SegmentScan Scan(ILogFile file, string path, in SegmentHeader header) => SegmentScan.Run(file, Path.GetFileName(path), header, IndexIntervalBytes);

    private static SegmentSummary WholePart(ILogFile file, string path, in SegmentHeader header)
    {
        var scan = Scan(file, path, header);
        for (var looks = 1; looks < MostLooks && EndsInDamage(scan); looks++)
        {
            scan = Scan(file, path, header);
        }

        return scan.Summary;
    }

    private static bool EndsInDamage(SegmentScan scan) =>
        scan.Damages.Count > 0 && scan.Damages[^1].BytePosition + scan.Damages[^1].ByteCount == scan.Summary.Bytes;
}
