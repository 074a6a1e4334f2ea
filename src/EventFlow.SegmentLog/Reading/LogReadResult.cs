using System.Buffers;

namespace EventFlow.SegmentLog;

/// <summary>What one read brought. Owns the memory of its frames: dispose it, once, when they are done with.</summary>
public sealed class LogReadResult : IDisposable
{
    private readonly List<LogFrame> _frames = [];
    private List<LostRange>? _lost;
    private byte[]? _buffer;

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

    internal void Add(in LogFrame frame) => _frames.Add(frame);

    internal void AddLost(in LostRange range) => (_lost ??= []).Add(range);

    internal LogReadResult Ended(ReadOutcome outcome, long nextOffset, long firstAvailableOffset)
    {
        Outcome = HasContent ? ReadOutcome.Read : outcome;
        NextOffset = nextOffset;
        FirstAvailableOffset = firstAvailableOffset;
        return this;
    }
}
