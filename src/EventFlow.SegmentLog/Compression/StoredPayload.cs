using System.Buffers;

namespace EventFlow.SegmentLog;

/// <summary>A payload in the form it is written in, with the pooled memory it may lie in. Whoever holds it last returns it, once.</summary>
internal readonly struct StoredPayload
{
    // Below, the saving is not worth the call.
    private const int LeastBytes = 64;

    private readonly byte[]? _rented;

    private StoredPayload(ReadOnlyMemory<byte> bytes, PayloadCompression compression, byte[]? rented) =>
        (Bytes, Compression, _rented) = (bytes, compression, rented);

    public ReadOnlyMemory<byte> Bytes { get; }

    public PayloadCompression Compression { get; }

    public static StoredPayload Of(ReadOnlyMemory<byte> raw, LogCompression wish)
    {
        if (wish == LogCompression.None || raw.Length < LeastBytes)
        {
            return new StoredPayload(raw, PayloadCompression.None, null);
        }

        var most = raw.Length - (raw.Length / 16);
        var rented = ArrayPool<byte>.Shared.Rent(most);
        var length = Lz4Block.Compress(raw.Span, rented.AsSpan(0, most));
        if (length > 0)
        {
            return new StoredPayload(rented.AsMemory(0, length), PayloadCompression.Lz4, rented);
        }

        ArrayPool<byte>.Shared.Return(rented);
        return new StoredPayload(raw, PayloadCompression.None, null);
    }

    public void Return()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }
}
