namespace EventFlow.SegmentLog;

/// <summary>The compression of the segment log (an LZ4 block) for others that store the same batches.</summary>
public static class BatchCompression
{
    /// <summary>The compressed bytes, in an array of exactly their length; null where that would save less than a sixteenth.</summary>
    public static byte[]? TryCompress(ReadOnlyMemory<byte> raw)
    {
        var stored = StoredPayload.Of(raw, LogCompression.Fast);
        try
        {
            return stored.Compression == PayloadCompression.None ? null : stored.Bytes.ToArray();
        }
        finally
        {
            stored.Return();
        }
    }

    /// <summary>Undoes <see cref="TryCompress"/>.</summary>
    /// <param name="stored">Whatever was found.</param>
    /// <param name="raw">Exactly as long as the original is said to be.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static void Decompress(ReadOnlySpan<byte> stored, Span<byte> raw)
    {
        if (!Lz4Block.TryDecompress(stored, raw))
        {
            throw new InvalidDataException($"A compressed batch of {stored.Length} bytes is damaged; expected an LZ4 block of {raw.Length} bytes when unpacked.");
        }
    }
}
