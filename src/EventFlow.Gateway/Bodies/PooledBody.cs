using System.Buffers;

namespace EventFlow.Gateway.Bodies;

/// <summary>The bytes of a body in a rented array, which it gives back on <see cref="Dispose"/>.</summary>
internal sealed class PooledBody(BodyMemory memory, CallerMemory caller) : IDisposable
{
    private byte[] _buffer = [];
    private long _reserved;

    public int Length { get; private set; }

    /// <summary>The bytes read so far.</summary>
    public Span<byte> Span => _buffer.AsSpan(0, Length);

    /// <summary>Where the next bytes go; not empty. False when the memory for bodies is used up.</summary>
    public bool TryGetRoom(int sizeHint, out Memory<byte> room)
    {
        if (_buffer.Length == Length && !TryGrow(Math.Max(sizeHint, _buffer.Length)))
        {
            room = default;
            return false;
        }

        room = _buffer.AsMemory(Length);
        return true;
    }

    /// <summary>When its sender should come again after there was no room.</summary>
    public TimeSpan GetWait(int sizeHint) => memory.WaitFor(caller, Length + Math.Max(sizeHint, Length));

    public void Advance(int count) => Length += count;

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        memory.Release(caller, _reserved);
        memory.Close(this);
        (_buffer, _reserved, Length) = ([], 0, 0);
    }

    private bool TryGrow(int by)
    {
        // What ArrayPool gives is the next power of two: the true cost is what is counted.
        var grown = ArrayPool<byte>.Shared.Rent(Length + by);
        if (!memory.TryReserve(caller, grown.Length, _reserved))
        {
            ArrayPool<byte>.Shared.Return(grown);
            return false;
        }

        Span.CopyTo(grown);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        memory.Release(caller, _reserved);
        (_buffer, _reserved) = (grown, grown.Length);
        return true;
    }
}
