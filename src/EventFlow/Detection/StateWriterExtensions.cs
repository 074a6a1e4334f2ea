using System.Buffers;
using System.Buffers.Binary;

namespace EventFlow.Detection;

/// <summary>Writes the numbers of a saved state, little endian.</summary>
public static class StateWriterExtensions
{
    /// <summary>Writes an integer of eight bytes.</summary>
    public static void WriteInt64(this IBufferWriter<byte> state, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(state.GetSpan(sizeof(long)), value);
        state.Advance(sizeof(long));
    }

    /// <summary>Writes an integer of four bytes.</summary>
    public static void WriteInt32(this IBufferWriter<byte> state, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(state.GetSpan(sizeof(int)), value);
        state.Advance(sizeof(int));
    }

    /// <summary>Writes a number.</summary>
    public static void WriteDouble(this IBufferWriter<byte> state, double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(state.GetSpan(sizeof(double)), value);
        state.Advance(sizeof(double));
    }
}
