using System.Buffers.Binary;

namespace EventFlow.Gateway.Bodies;

/// <summary>
/// The last eight bytes of a gzip stream: CRC-32 and length of what was compressed. GZipStream compares them when they are there but does not miss them
/// when the stream is cut before its end, so that is looked at here.
/// </summary>
internal sealed class GzipTrailer
{
    private const int Length = 8;
    private const int LeastStream = 18;
    private const uint ReversedPolynomial = 0xEDB88320;

    private static readonly uint[] Table = MakeTable();

    private readonly byte[] _last = new byte[Length];
    private long _seen;

    /// <summary>Bytes of the stream, in order.</summary>
    public void Note(ReadOnlySpan<byte> bytes)
    {
        _seen += bytes.Length;
        if (bytes.Length >= Length)
        {
            bytes[^Length..].CopyTo(_last);
            return;
        }

        _last.AsSpan(bytes.Length).CopyTo(_last);
        bytes.CopyTo(_last.AsSpan(Length - bytes.Length));
    }

    /// <summary>Whether the stream ended with the trailer of what was decompressed.</summary>
    public bool Matches(ReadOnlySpan<byte> plain)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_last.AsSpan(4));
        if (_seen < LeastStream || length > plain.Length)
        {
            return false;
        }

        // Fast path: one member, as almost everybody sends. Of several, the trailer speaks of the last.
        return length == plain.Length || Crc32(plain[^(int)length..]) == BinaryPrimitives.ReadUInt32LittleEndian(_last);
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ ReversedPolynomial : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
