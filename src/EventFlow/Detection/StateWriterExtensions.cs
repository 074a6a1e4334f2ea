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

    /// <summary>Writes a number of single precision.</summary>
    public static void WriteSingle(this IBufferWriter<byte> state, float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(state.GetSpan(sizeof(float)), value);
        state.Advance(sizeof(float));
    }

    /// <summary>Writes an integer of two bytes.</summary>
    public static void WriteUInt16(this IBufferWriter<byte> state, ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(state.GetSpan(sizeof(ushort)), value);
        state.Advance(sizeof(ushort));
    }

    /// <summary>Writes an integer of one byte.</summary>
    public static void WriteByte(this IBufferWriter<byte> state, byte value)
    {
        state.GetSpan(1)[0] = value;
        state.Advance(1);
    }
}
