using System.Buffers.Binary;

namespace EventFlow.Detection;

/// <summary>Reads a saved state from front to back. Reading past the end, or a number that is not finite, makes <see cref="Failed"/> true and gives zero.</summary>
public ref struct StateReader(ReadOnlySpan<byte> state)
{
    private ReadOnlySpan<byte> _rest = state;

    /// <summary>Whether something read was not there or not a number.</summary>
    public bool Failed { get; private set; }

    /// <summary>Whether everything was read, and well.</summary>
    public readonly bool AtEnd => !Failed && _rest.IsEmpty;

    /// <summary>Reads an integer of eight bytes.</summary>
    public long ReadInt64() => TryTake(sizeof(long), out var bytes) ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;

    /// <summary>Reads an integer of four bytes.</summary>
    public int ReadInt32() => TryTake(sizeof(int), out var bytes) ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : 0;

    /// <summary>Reads a finite number.</summary>
    public double ReadDouble()
    {
        if (!TryTake(sizeof(double), out var bytes)) return 0;
        var value = BinaryPrimitives.ReadDoubleLittleEndian(bytes);
        if (double.IsFinite(value)) return value;
        Failed = true;
        return 0;
    }

    /// <summary>Reads an integer that has to lie in a range, such as a count.</summary>
    public int ReadInt32(int min, int max)
    {
        var value = ReadInt32();
        if (value >= min && value <= max) return value;
        Failed = true;
        return min;
    }

    /// <summary>Reads a number of single precision that has to lie in a range.</summary>
    public float ReadSingle(float min, float max)
    {
        if (!TryTake(sizeof(float), out var bytes)) return min;
        var value = BinaryPrimitives.ReadSingleLittleEndian(bytes);
        if (value >= min && value <= max) return value;
        Failed = true;
        return min;
    }

    /// <summary>Reads an integer of two bytes, at most <paramref name="max"/>.</summary>
    public ushort ReadUInt16(ushort max)
    {
        if (!TryTake(sizeof(ushort), out var bytes)) return 0;
        var value = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        if (value <= max) return value;
        Failed = true;
        return 0;
    }

    /// <summary>Reads an integer of one byte, at most <paramref name="max"/>.</summary>
    public byte ReadByte(byte max)
    {
        if (!TryTake(1, out var bytes)) return 0;
        if (bytes[0] <= max) return bytes[0];
        Failed = true;
        return 0;
    }

    /// <summary>Reads bytes as they are.</summary>
    public ReadOnlySpan<byte> ReadBytes(int length) => TryTake(length, out var bytes) ? bytes : default;

    private bool TryTake(int length, out ReadOnlySpan<byte> bytes)
    {
        if (_rest.Length < length)
        {
            Failed = true;
            bytes = default;
            return false;
        }

        bytes = _rest[..length];
        _rest = _rest[length..];
        return true;
    }
}
