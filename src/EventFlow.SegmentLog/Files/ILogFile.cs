namespace EventFlow.SegmentLog;

/// <summary>An open segment file. Reads and writes name their position, so one handle serves the writer and all readers at once.</summary>
internal interface ILogFile : IDisposable
{
    long Length { get; }

    void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position);

    /// <summary>
    /// As <see cref="Write"/>, for what will be synced at once and followed by more. May leave less than a sector of zeros behind the bytes, which the next
    /// append overwrites and <see cref="SetLength"/> cuts off. One thread at a time.
    /// </summary>
    void Append(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position);

    /// <summary>Reads up to the buffer's size; fewer bytes only at the end of the file.</summary>
    int Read(Span<byte> buffer, long position);

    ValueTask<int> ReadAsync(Memory<byte> buffer, long position, CancellationToken cancellationToken);

    /// <summary>Starts bringing written bytes to the disk and returns at once; a hint before <see cref="Sync"/>, which promises nothing.</summary>
    void StartSync(long position, long length);

    /// <summary>Returns when the data and the length are on the disk.</summary>
    void Sync();

    void SetLength(long length);
}
