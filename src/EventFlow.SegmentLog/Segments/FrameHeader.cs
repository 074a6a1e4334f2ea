using System.Buffers.Binary;

namespace EventFlow.SegmentLog;

/// <summary>The 64 bytes before each payload. docs/segment-log.md has the layout; a test freezes it.</summary>
internal readonly record struct FrameHeader(
    int StoredBytes, int RawBytes, PayloadCompression Compression, int Count, long FirstOffset, long MinEventTimeMs, long MaxEventTimeMs, long AppendTimeMs, uint PayloadChecksum)
{
    public const int Size = 64;
    public const byte Version = 1;

    /// <summary>No append is larger (see <see cref="SegmentLogOptions.MaxBatchBytes"/>), so no header may ask for more memory.</summary>
    public const int MostRawBytes = 256 << 20;

    /// <summary>"EFRM", little-endian.</summary>
    public const uint Magic = 0x4D52_4645;

    private const int ChecksumAt = 60;

    public long EndOffset => FirstOffset + Count;

    public long FrameBytes => Size + (long)StoredBytes;

    /// <param name="target">At least 64 bytes.</param>
    /// <param name="seed">The segment's: a frame copied from elsewhere, or hidden in a payload, does not verify.</param>
    public void Write(Span<byte> target, uint seed)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        target[4] = Version;
        target[5] = (byte)Compression;
        BinaryPrimitives.WriteUInt16LittleEndian(target[6..], 0);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], StoredBytes);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], RawBytes);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], FirstOffset);
        BinaryPrimitives.WriteInt32LittleEndian(target[24..], Count);
        BinaryPrimitives.WriteUInt32LittleEndian(target[28..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], MinEventTimeMs);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], MaxEventTimeMs);
        BinaryPrimitives.WriteInt64LittleEndian(target[48..], AppendTimeMs);
        BinaryPrimitives.WriteUInt32LittleEndian(target[56..], PayloadChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ChecksumAt..], Checksum.Append(seed, target[..ChecksumAt]));
    }

    /// <summary>False if these bytes are no intact header of this segment.</summary>
    /// <exception cref="NotSupportedException">The header is intact but of a version this program does not know.</exception>
    public static bool TryRead(ReadOnlySpan<byte> source, uint seed, out FrameHeader header)
    {
        header = default;
        if (source.Length < Size
            || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(source[ChecksumAt..]) != Checksum.Append(seed, source[..ChecksumAt]))
        {
            return false;
        }

        var compression = (PayloadCompression)source[5];
        if (source[4] != Version || compression is not (PayloadCompression.None or PayloadCompression.Lz4))
        {
            throw new NotSupportedException(
                $"A frame has format version {source[4]} and compression {source[5]}; expected {Version} and {(int)PayloadCompression.None} or {(int)PayloadCompression.Lz4}. A newer EventFlow wrote it: run that one.");
        }

        header = new FrameHeader(
            BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[12..]),
            compression,
            BinaryPrimitives.ReadInt32LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[48..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[56..]));
        return header is { StoredBytes: >= 0, Count: > 0, FirstOffset: >= 0 } && header.HasPossibleSize;
    }

    /// <param name="stored">The payload as it lies in the file: what is on the disk is what the checksum covers.</param>
    public bool PayloadMatches(ReadOnlySpan<byte> stored) => Checksum.Of(stored) == PayloadChecksum;

    private bool HasPossibleSize => Compression == PayloadCompression.None
        ? RawBytes == StoredBytes
        : RawBytes > StoredBytes && RawBytes <= MostRawBytes && RawBytes <= Lz4Block.MostExpansion * (long)StoredBytes;
}
