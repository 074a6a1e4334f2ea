namespace EventFlow.SegmentLog.Tests;

/// <summary>
/// A real disk with faults to switch on: it fills up, breaks writes, refuses syncs or holds them back, and counts.
/// Syncs are only counted: these tests look at what the process sees, and the real ones, where a process dies, use the real disk.
/// </summary>
internal sealed class FaultyFileSystem(ILogFileSystem inner) : ILogFileSystem
{
    private readonly SemaphoreSlim _syncGate = new(1);
    private int _syncs;
    private long _bytesRead;

    public const int NoSpace = 28;

    /// <summary>Syncs of segment files so far.</summary>
    public int Syncs => Volatile.Read(ref _syncs);

    /// <summary>Bytes of segment files read so far.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    public long FreeBytes { get; set; } = long.MaxValue;

    /// <summary>If set, a write stores half of its first buffer and then fails with this error number.</summary>
    public int? WriteError { get; set; }

    public bool SyncFails { get; set; }

    public bool TruncateFails { get; set; }

    public bool CreateFails { get; set; }

    /// <summary>Released each time a sync has begun to wait at the closed gate.</summary>
    public SemaphoreSlim SyncArrived { get; } = new(0);

    private bool Holding { get; set; }

    /// <summary>Until disposed, syncs begin but do not end.</summary>
    public IDisposable HoldSyncs()
    {
        _syncGate.Wait();
        Holding = true;
        return new Release(() =>
        {
            Holding = false;
            _syncGate.Release();
        });
    }

    public void CreateDirectory(string path) => inner.CreateDirectory(path);

    public IReadOnlyList<string> ListFiles(string directory, string extension) => inner.ListFiles(directory, extension);

    public bool FileExists(string path) => inner.FileExists(path);

    public ILogFile Create(string path)
    {
        var file = new FaultyFile(this, inner.Create(path));
        if (!CreateFails)
        {
            return file;
        }

        file.Dispose();
        throw new IOException("The disk refuses to create a file.", 5);
    }

    public ILogFile Open(string path, bool writable) => new FaultyFile(this, inner.Open(path, writable));

    public void Delete(string path) => inner.Delete(path);

    public void Move(string from, string to) => inner.Move(from, to);

    public byte[]? ReadAll(string path) => inner.ReadAll(path);

    public void ReplaceAll(string path, ReadOnlySpan<byte> content, bool durable) => inner.ReplaceAll(path, content, durable);

    public void SyncDirectory(string path)
    {
    }

    public long AvailableFreeBytes(string path) => FreeBytes;

    private sealed class Release(Action action) : IDisposable
    {
        public void Dispose() => action();
    }

    private sealed class FaultyFile(FaultyFileSystem disk, ILogFile inner) : ILogFile
    {
        public long Length => inner.Length;

        public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position)
        {
            if (disk.WriteError is not { } error)
            {
                inner.Write(buffers, position);
                return;
            }

            inner.Write([buffers[0][..(buffers[0].Length / 2)]], position);
            throw new IOException(error == NoSpace ? "No space left on device" : "Input/output error", error);
        }

        public void Append(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position)
        {
            if (disk.WriteError is null)
            {
                inner.Append(buffers, position);
                return;
            }

            Write(buffers, position);
        }

        public int Read(Span<byte> buffer, long position)
        {
            Interlocked.Add(ref disk._bytesRead, buffer.Length);
            return inner.Read(buffer, position);
        }

        public ValueTask<int> ReadAsync(Memory<byte> buffer, long position, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref disk._bytesRead, buffer.Length);
            return inner.ReadAsync(buffer, position, cancellationToken);
        }

        public void StartSync(long position, long length) => inner.StartSync(position, length);

        public void Sync()
        {
            if (disk.Holding)
            {
                disk.SyncArrived.Release();
            }

            disk._syncGate.Wait();
            disk._syncGate.Release();
            if (disk.SyncFails)
            {
                throw new IOException("The disk refuses to sync.", 5);
            }

            Interlocked.Increment(ref disk._syncs);
        }

        public void SetLength(long length)
        {
            if (disk.TruncateFails)
            {
                throw new IOException("The disk refuses to truncate.", 5);
            }

            inner.SetLength(length);
        }

        public void Dispose() => inner.Dispose();
    }
}
