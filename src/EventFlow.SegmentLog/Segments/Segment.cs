using System.Globalization;

namespace EventFlow.SegmentLog;

/// <summary>
/// One segment file. The committer alone changes it; readers see what its summary says is committed.
/// The file is open while anyone holds a reference, so a reader finishes what it began even after retention deleted the file.
/// </summary>
internal sealed class Segment
{
    public const string FileExtension = ".seg";
    public const string IndexExtension = ".idx";

    private readonly ILogFileSystem _files;
    private readonly int _indexIntervalBytes;
    private readonly Lock _gate = new();
    private readonly WeakReference<SegmentIndex?> _loadedIndex = new(null);
    private ILogFile? _file;
    private int _references;
    private bool _deleted;
    private SegmentIndex? _liveIndex;
    private volatile SegmentTail? _tail;
    private volatile SegmentSummary _summary;
    private volatile bool _sealed;

    private Segment(ILogFileSystem files, string path, SegmentHeader header, SegmentSummary summary, int indexIntervalBytes)
    {
        _files = files;
        _indexIntervalBytes = indexIntervalBytes;
        Path = path;
        Header = header;
        Seed = header.Seed;
        _summary = summary;
    }

    public string Path { get; }

    public string Name => System.IO.Path.GetFileName(Path);

    public SegmentHeader Header { get; }

    public uint Seed { get; }

    public long BaseOffset => Header.BaseOffset;

    public SegmentSummary Summary => _summary;

    /// <summary>True once nothing will be added. Read it before <see cref="Summary"/>: then that summary is the last one.</summary>
    public bool Sealed => _sealed;

    /// <summary>For holders of a reference.</summary>
    public ILogFile File => _file ?? throw new InvalidOperationException($"Segment {Name} is used without a reference to it.");

    public static string PathOf(string directory, long baseOffset) =>
        System.IO.Path.Combine(directory, baseOffset.ToString("D20", CultureInfo.InvariantCulture) + FileExtension);

    public static Segment CreateActive(ILogFileSystem files, string directory, SegmentHeader header, int indexIntervalBytes)
    {
        var path = PathOf(directory, header.BaseOffset);
        var file = files.Create(path);
        try
        {
            file.Write([header.ToBytes()], 0);
            file.Sync();
            files.SyncDirectory(directory);
        }
        catch
        {
            // Left behind, the empty file would claim offsets that the segment before it may still give out.
            file.Dispose();
            files.Delete(path);
            throw;
        }

        return Active(files, path, header, file, SegmentSummary.Empty(header.BaseOffset), new SegmentIndex(indexIntervalBytes), indexIntervalBytes);
    }

    /// <summary>A segment to be written to; takes over the file.</summary>
    public static Segment Active(
        ILogFileSystem files, string path, SegmentHeader header, ILogFile file, SegmentSummary summary, SegmentIndex index, int indexIntervalBytes) =>
        new(files, path, header, summary, indexIntervalBytes) { _file = file, _references = 1, _liveIndex = index, _tail = new SegmentTail() };

    public static Segment SealedAt(ILogFileSystem files, string path, SegmentHeader header, SegmentSummary summary, int indexIntervalBytes) =>
        new(files, path, header, summary, indexIntervalBytes) { _sealed = true };

    /// <summary>False if retention has deleted the segment.</summary>
    public bool TryAcquire()
    {
        lock (_gate)
        {
            if (_file is null)
            {
                if (_deleted)
                {
                    return false;
                }

                _file = _files.Open(Path, writable: false);
            }

            _references++;
            return true;
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            if (--_references == 0)
            {
                _file?.Dispose();
                _file = null;
            }
        }
    }

    /// <summary>Makes frames that are on the disk visible to readers.</summary>
    public void Publish(in FrameHeader frame, long position)
    {
        _liveIndex!.Add(frame, position);
        _summary = _summary.With(frame, position + frame.FrameBytes);
    }

    /// <summary>Ends the writing: saves the index and gives up the writer's reference. Without an index file the next start reads the segment once more.</summary>
    public void Seal()
    {
        CutPadding();
        SaveIndex(_liveIndex!);
        _sealed = true;
        _loadedIndex.SetTarget(_liveIndex);
        _liveIndex = null;
        _tail = null;
        Release();
    }

    /// <summary>Writes behind the committed bytes; readers see it once it is published.</summary>
    public void Append(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position)
    {
        File.Append(buffers, position);
        _tail!.Write(buffers, position);
    }

    /// <summary>Reads committed bytes, from memory if they are new. For holders of a reference.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long position, CancellationToken cancellationToken) =>
        _tail is { } tail && tail.TryRead(buffer.Span, position)
            ? ValueTask.FromResult(buffer.Length)
            : File.ReadAsync(buffer, position, cancellationToken);

    /// <summary>For holders of a reference.</summary>
    public SegmentIndex Index()
    {
        if (_liveIndex is { } live)
        {
            return live;
        }

        lock (_gate)
        {
            if (_loadedIndex.TryGetTarget(out var loaded) && loaded is not null)
            {
                return loaded;
            }

            loaded = LoadIndex() ?? RebuildIndex();
            _loadedIndex.SetTarget(loaded);
            return loaded;
        }
    }

    /// <summary>Throws away an index that frames have contradicted.</summary>
    public void DistrustIndex()
    {
        if (_liveIndex is not null)
        {
            return;
        }

        lock (_gate)
        {
            _loadedIndex.SetTarget(RebuildIndex());
        }
    }

    public void Delete()
    {
        lock (_gate)
        {
            _deleted = true;
        }

        _files.Delete(Path);
        _files.Delete(System.IO.Path.ChangeExtension(Path, IndexExtension));
    }

    /// <summary>An append may have left zeros behind the last frame.</summary>
    private void CutPadding()
    {
        try
        {
            if (File.Length > _summary.Bytes)
            {
                File.SetLength(_summary.Bytes);
            }
        }
        catch (Exception error) when (DiskErrors.IsDiskFault(error))
        {
            // The next start finds that the index does not match, reads the segment and tries again.
        }
    }

    public void SaveIndex(SegmentIndex index)
    {
        try
        {
            _files.ReplaceAll(System.IO.Path.ChangeExtension(Path, IndexExtension), IndexFile.ToBytes(Header, _summary, index.Snapshot()));
        }
        catch (Exception error) when (DiskErrors.IsDiskFault(error))
        {
            // Only a shortcut: whoever needs the index rebuilds it from the frames.
        }
    }

    private SegmentIndex? LoadIndex()
    {
        var bytes = _files.ReadAll(System.IO.Path.ChangeExtension(Path, IndexExtension));
        return IndexFile.TryRead(bytes, Header, out var summary, out var entries) && summary.Bytes == _summary.Bytes
            ? SegmentIndex.Of(_indexIntervalBytes, entries)
            : null;
    }

    private SegmentIndex RebuildIndex()
    {
        // The reader's open file, not the path: retention may have unlinked it.
        var scan = SegmentScan.Run(File, Name, Header, _indexIntervalBytes);
        if (!_deleted)
        {
            SaveIndex(scan.Index);
        }

        return scan.Index;
    }
}
