using System.Buffers.Binary;

namespace EventFlow.SegmentLog;

/// <summary>The 64 bytes before each payload. docs/segment-log.md has the layout; a test freezes it.</summary>
internal readonly record struct FrameHeader(
    int PayloadBytes, int Count, long FirstOffset, long MinEventTimeMs, long MaxEventTimeMs, long AppendTimeMs, uint PayloadChecksum)
{
    public const int Size = 64;
    public const byte Version = 1;
    public const byte CompressionNone = 0;

    /// <summary>"EFRM", little-endian.</summary>
    public const uint Magic = 0x4D52_4645;

    private const int ChecksumAt = 60;

    public long EndOffset => FirstOffset + Count;

    public long FrameBytes => Size + (long)PayloadBytes;

    /// <param name="target">At least 64 bytes.</param>
    /// <param name="seed">The segment's: a frame copied from elsewhere, or hidden in a payload, does not verify.</param>
    public void Write(Span<byte> target, uint seed)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        target[4] = Version;
        target[5] = CompressionNone;
        BinaryPrimitives.WriteUInt16LittleEndian(target[6..], 0);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], PayloadBytes);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], PayloadBytes);
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

        if (source[4] != Version || source[5] != CompressionNone)
        {
            throw new NotSupportedException(
                $"A frame has format version {source[4]} and compression {source[5]}; expected {Version} and {CompressionNone}. A newer EventFlow wrote it: run that one.");
        }

        header = new FrameHeader(
            BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[48..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[56..]));
        return header is { PayloadBytes: >= 0, Count: > 0, FirstOffset: >= 0 };
    }

    public bool PayloadMatches(ReadOnlySpan<byte> payload) => Checksum.Of(payload) == PayloadChecksum;
}
