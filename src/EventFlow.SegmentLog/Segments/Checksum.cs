using System.Buffers.Binary;
using System.Numerics;

namespace EventFlow.SegmentLog;

/// <summary>CRC32C (Castagnoli), by the processor's instruction where it has one.</summary>
internal static class Checksum
{
    /// <summary>Continues a checksum; 0 begins one.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> data)
    {
        var state = ~checksum;
        while (data.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }

        foreach (var value in data)
        {
            state = BitOperations.Crc32C(state, value);
        }

        return ~state;
    }

    public static uint Of(ReadOnlySpan<byte> data) => Append(0, data);
}
