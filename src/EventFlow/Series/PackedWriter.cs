using System.Buffers;
using System.Buffers.Binary;

namespace EventFlow.Series;

/// <summary>Writes points compactly: times as differences in a variable number of bytes, values as they are.</summary>
internal sealed class PackedWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);
    private long _lastTime;

    public void WriteTime(long time)
    {
        var difference = unchecked(time - _lastTime);
        WriteVariable((ulong)((difference << 1) ^ (difference >> 63)));
        _lastTime = time;
    }

    public void WriteCount(long count) => WriteVariable((ulong)count);

    public void WriteValue(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(sizeof(double)), value);
        _bytes.Advance(sizeof(double));
    }

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    private void WriteVariable(ulong value)
    {
        var span = _bytes.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7) span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
