using System.Buffers.Binary;

namespace EventFlow.Series;

/// <summary>Reads what <see cref="PackedWriter"/> wrote. Reading past the end, or a value that is not finite, makes <see cref="Failed"/> true and gives zero.</summary>
internal ref struct PackedReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;
    private long _lastTime;

    public bool Failed { get; private set; }

    public long ReadTime()
    {
        var difference = ReadVariable();
        return _lastTime = unchecked(_lastTime + ((long)(difference >> 1) ^ -(long)(difference & 1)));
    }

    public int ReadCount()
    {
        var count = ReadVariable();
        if (count <= int.MaxValue) return (int)count;
        Failed = true;
        return 0;
    }

    public double ReadValue()
    {
        if (_rest.Length >= sizeof(double))
        {
            var value = BinaryPrimitives.ReadDoubleLittleEndian(_rest);
            _rest = _rest[sizeof(double)..];
            if (double.IsFinite(value)) return value;
        }

        Failed = true;
        return 0;
    }

    private ulong ReadVariable()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && !_rest.IsEmpty; shift += 7)
        {
            var part = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }

        Failed = true;
        return 0;
    }
}
