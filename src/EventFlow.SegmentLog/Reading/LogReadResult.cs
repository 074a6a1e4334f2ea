using System.Buffers;

namespace EventFlow.SegmentLog;

/// <summary>What one read brought. Owns the memory of its frames: dispose it, once, when they are done with.</summary>
public sealed class LogReadResult : IDisposable
{
    private readonly List<LogFrame> _frames = [];
    private List<LostRange>? _lost;
    private byte[]? _buffer;
    private byte[]? _unpacked;
    private int _unpackedBytes;
    private List<byte[]>? _outgrown;

    internal LogReadResult()
    {
    }

    /// <summary>How the read ended.</summary>
    public ReadOutcome Outcome { get; private set; }

    /// <summary>Whole batches, in order of offset.</summary>
    public IReadOnlyList<LogFrame> Frames => _frames;

    /// <summary>Offsets in the range read that are damaged or gone. They are skipped, never silently: count or report them.</summary>
    public IReadOnlyList<LostRange> Lost => (IReadOnlyList<LostRange>?)_lost ?? [];

    /// <summary>Where to read on.</summary>
    public long NextOffset { get; private set; }

    /// <summary>The oldest offset the partition holds.</summary>
    public long FirstAvailableOffset { get; private set; }

    /// <inheritdoc />
    public void Dispose()
    {
        _frames.Clear();
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (Interlocked.Exchange(ref _unpacked, null) is { } unpacked)
        {
            ArrayPool<byte>.Shared.Return(unpacked);
        }

        foreach (var outgrown in Interlocked.Exchange(ref _outgrown, null) ?? [])
        {
            ArrayPool<byte>.Shared.Return(outgrown);
        }
    }

    /// <summary>Bytes of the payloads taken so far.</summary>
    internal long PayloadBytes { get; private set; }

    internal int UnpackSpaceLeft => _unpacked is null ? 0 : _unpacked.Length - _unpackedBytes;

    /// <summary>Rents one piece of memory for the payloads to come; those taken before keep theirs.</summary>
    internal void RentUnpackSpace(int bytes)
    {
        if (_unpacked is not null)
        {
            (_outgrown ??= []).Add(_unpacked);
        }

        _unpacked = ArrayPool<byte>.Shared.Rent(bytes);
        _unpackedBytes = 0;
    }

    /// <summary>Room for a payload to be unpacked into, no more than is left.</summary>
    internal Memory<byte> TakeUnpackSpace(int bytes)
    {
        _unpackedBytes += bytes;
        return _unpacked.AsMemory(_unpackedBytes - bytes, bytes);
    }

    internal byte[] RentBuffer(int bytes)
    {
        if (_buffer is not null && _buffer.Length < bytes)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }

        return _buffer ??= ArrayPool<byte>.Shared.Rent(bytes);
    }

    internal bool HasContent => _frames.Count > 0 || _lost is not null;

    internal void Add(in LogFrame frame)
    {
        _frames.Add(frame);
        PayloadBytes += frame.Payload.Length;
    }

    internal void AddLost(in LostRange range) => (_lost ??= []).Add(range);

    internal LogReadResult Ended(ReadOutcome outcome, long nextOffset, long firstAvailableOffset)
    {
        Outcome = HasContent ? ReadOutcome.Read : outcome;
        NextOffset = nextOffset;
        FirstAvailableOffset = firstAvailableOffset;
        return this;
    }
}
