using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace EventFlow.EventStore;

/// <summary>Reads what <see cref="ByteWriter"/> wrote. Every read is checked against the end; what does not fit throws <see cref="InvalidDataException"/>.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes, int position = 0)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; } = position;

    public readonly int Remaining => _bytes.Length - Position;

    public byte ReadByte(string what)
    {
        if (Position >= _bytes.Length)
        {
            ThrowTruncated(what, 1);
        }

        return _bytes[Position++];
    }

    public ulong ReadVarint(string what)
    {
        // Fast path: one byte, as nearly all are.
        if (Position < _bytes.Length && _bytes[Position] < 0x80)
        {
            return _bytes[Position++];
        }

        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte(what);
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                // The tenth byte has room for one bit; more would be dropped silently.
                return shift == 63 && next > 1 ? ThrowOverlong(what) : value;
            }
        }

        return ThrowOverlong(what);
    }

    public long ReadSigned(string what)
    {
        var value = ReadVarint(what);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A number of things that follow, each of at least <paramref name="leastBytes"/>: a count that cannot be true is refused before anything is allocated for it.</summary>
    public int ReadCount(string what, int leastBytes = 1)
    {
        var count = ReadVarint(what);
        if (count > (ulong)(Remaining / leastBytes))
        {
            ThrowInvalid(what, $"{count} with {Remaining} bytes left", $"at most {Remaining / leastBytes}");
        }

        return (int)count;
    }

    /// <summary>A position in a table of <paramref name="size"/> entries.</summary>
    public int ReadIndex(string what, int size)
    {
        var index = ReadVarint(what);
        if (index >= (ulong)size)
        {
            ThrowInvalid(what, index.ToString(), $"less than {size}");
        }

        return (int)index;
    }

    public double ReadDouble(string what) => BinaryPrimitives.ReadDoubleLittleEndian(ReadBytes(8, what));

    /// <summary>The UTF-8 bytes of a text.</summary>
    public ReadOnlySpan<byte> ReadText(string what) => ReadBytes(ReadCount(what), what);

    public ReadOnlySpan<byte> ReadBytes(int count, string what)
    {
        if (Remaining < count)
        {
            ThrowTruncated(what, count);
        }

        var read = _bytes.Slice(Position, count);
        Position += count;
        return read;
    }

    [DoesNotReturn]
    public readonly void ThrowInvalid(string what, string found, string expected) =>
        throw new InvalidDataException($"Event batch is corrupt at byte {Position}: {what} is {found}; expected {expected}.");

    [DoesNotReturn]
    private readonly void ThrowTruncated(string what, int needed) =>
        ThrowInvalid(what, $"cut off, {Remaining} bytes left", $"{needed} bytes");

    [DoesNotReturn]
    private readonly ulong ThrowOverlong(string what)
    {
        ThrowInvalid(what, "a number of more than 64 bits", "at most 64 bits");
        return 0;
    }
}
