using System.Buffers.Binary;
using System.Text;

namespace EventFlow.SegmentLog;

/// <summary>
/// The start of a segment file, stored twice: it holds the salt without which no frame verifies, so one flipped bit here must not cost a whole segment.
/// </summary>
internal readonly record struct SegmentHeader(long BaseOffset, long CreatedMs, ulong Salt, uint PartitionTag)
{
    /// <summary>Two copies of 64 bytes; the first frame begins here.</summary>
    public const int Size = 2 * CopySize;

    private const int CopySize = 64;
    private const int ChecksumAt = CopySize - sizeof(uint);
    private const ushort Version = 1;

    private static ReadOnlySpan<byte> Magic => "EFSEGLOG"u8;

    /// <summary>What frame checksums begin from.</summary>
    public uint Seed
    {
        get
        {
            Span<byte> salt = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(salt, Salt);
            return Checksum.Of(salt);
        }
    }

    /// <summary>Tells the segments of different partitions apart.</summary>
    public static uint TagOf(string stream, int partition) => Checksum.Of(Encoding.UTF8.GetBytes($"{stream}/{partition}"));

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), Size);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), PartitionTag);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), BaseOffset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), CreatedMs);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), Salt);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), Checksum.Of(bytes.AsSpan(0, ChecksumAt)));
        bytes.AsSpan(0, CopySize).CopyTo(bytes.AsSpan(CopySize));
        return bytes;
    }

    /// <summary>Reads whichever copy is intact; false if neither is.</summary>
    /// <exception cref="NotSupportedException">Intact, but of a version this program does not know.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out SegmentHeader header) =>
        TryReadCopy(bytes, out header) || (bytes.Length >= Size && TryReadCopy(bytes[CopySize..], out header));

    private static bool TryReadCopy(ReadOnlySpan<byte> bytes, out SegmentHeader header)
    {
        header = default;
        if (bytes.Length < CopySize
            || !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Checksum.Of(bytes[..ChecksumAt]))
        {
            return false;
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        if (version != Version)
        {
            throw new NotSupportedException($"A segment has format version {version}; expected {Version}. A newer EventFlow wrote it: run that one.");
        }

        header = new SegmentHeader(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));
        return true;
    }
}
