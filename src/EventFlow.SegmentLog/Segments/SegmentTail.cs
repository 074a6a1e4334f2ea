namespace EventFlow.SegmentLog;

/// <summary>
/// The newest bytes of the segment being written, for those who follow its end: they need not go back to the disk for what has just gone there.
/// Safe for one writer and many readers.
/// </summary>
internal sealed class SegmentTail
{
    private const int MostBytes = 256 << 10;

    private readonly Lock _gate = new();
    private byte[]? _ring;
    private long _start;
    private long _end;

    /// <summary>Takes what is written at a position; what was there and behind it before is forgotten.</summary>
    public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position)
    {
        lock (_gate)
        {
            _ring ??= new byte[MostBytes];
            if (position < _start || position > _end)
            {
                _start = position;
            }

            _end = position;
            foreach (var buffer in buffers)
            {
                Add(buffer.Span);
            }

            _start = Math.Max(_start, _end - MostBytes);
        }
    }

    /// <summary>Fills the buffer from a position; false if not all of that is here.</summary>
    public bool TryRead(Span<byte> buffer, long position)
    {
        lock (_gate)
        {
            if (_ring is null || position < _start || position + buffer.Length > _end)
            {
                return false;
            }

            var at = (int)(position % MostBytes);
            var first = Math.Min(buffer.Length, MostBytes - at);
            _ring.AsSpan(at, first).CopyTo(buffer);
            _ring.AsSpan(0, buffer.Length - first).CopyTo(buffer[first..]);
            return true;
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MostBytes)
        {
            _end += bytes.Length - MostBytes;
            bytes = bytes[^MostBytes..];
        }

        var at = (int)(_end % MostBytes);
        var first = Math.Min(bytes.Length, MostBytes - at);
        bytes[..first].CopyTo(_ring.AsSpan(at));
        bytes[first..].CopyTo(_ring);
        _end += bytes.Length;
    }
}
