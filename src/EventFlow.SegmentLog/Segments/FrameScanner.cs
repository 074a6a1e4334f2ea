using System.Buffers;
using System.Buffers.Binary;

namespace EventFlow.SegmentLog;

/// <summary>Walks a segment file frame by frame through one window of memory, verifying all of it. For recovery and repair, not for serving reads.</summary>
internal sealed class FrameScanner(ILogFile file, long length, uint seed) : IDisposable
{
    private const int WindowBytes = 1 << 20;

    private readonly byte[] _window = ArrayPool<byte>.Shared.Rent(WindowBytes);
    private long _windowStart;
    private int _windowLength;

    public void Dispose() => ArrayPool<byte>.Shared.Return(_window);

    public FrameCheck Check(long position, out FrameHeader header)
    {
        header = default;
        if (position == length)
        {
            return FrameCheck.End;
        }

        var start = At(position, FrameHeader.Size);
        if (!FrameHeader.TryRead(start, seed, out header))
        {
            return start.Length < FrameHeader.Size ? FrameCheck.Torn : FrameCheck.BadHeader;
        }

        if (position + header.FrameBytes > length)
        {
            return FrameCheck.Torn;
        }

        return PayloadChecksum(position + FrameHeader.Size, header.StoredBytes) == header.PayloadChecksum ? FrameCheck.Intact : FrameCheck.BadPayload;
    }

    /// <summary>Position of the next header that verifies and whose offset can follow; -1 if there is none. Headers are salted, so none is found inside a payload.</summary>
    public long FindHeader(long from, long leastOffset)
    {
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(magic, FrameHeader.Magic);
        var position = from;
        while (position <= length - FrameHeader.Size)
        {
            var window = At(position, WindowBytes);
            var found = window.IndexOf(magic);
            if (found < 0)
            {
                position += Math.Max(1, window.Length - (magic.Length - 1));
                continue;
            }

            position += found;
            if (FrameHeader.TryRead(At(position, FrameHeader.Size), seed, out var header) && header.FirstOffset >= leastOffset)
            {
                return position;
            }

            position++;
        }

        return -1;
    }

    /// <summary>Whether nothing but the zeros of a last sector lies between the position and the end.</summary>
    public bool IsPadding(long position) =>
        length - position < DirectAppender.SectorBytes && At(position, DirectAppender.SectorBytes).IndexOfAnyExcept((byte)0) < 0;

    private uint PayloadChecksum(long position, int count)
    {
        var checksum = 0u;
        while (count > 0)
        {
            var part = At(position, Math.Min(count, WindowBytes));
            if (part.IsEmpty)
            {
                break;
            }

            checksum = Checksum.Append(checksum, part);
            position += part.Length;
            count -= part.Length;
        }

        return checksum;
    }

    /// <summary>Up to <paramref name="count"/> bytes from the position; fewer only where the file ends.</summary>
    private ReadOnlySpan<byte> At(long position, int count)
    {
        count = (int)Math.Min(count, length - position);
        var skip = position - _windowStart;
        if (skip < 0 || skip + count > _windowLength)
        {
            _windowStart = position;
            _windowLength = file.Read(_window.AsSpan(0, (int)Math.Min(WindowBytes, length - position)), position);
            skip = 0;
        }

        return _window.AsSpan((int)skip, Math.Min(count, _windowLength - (int)skip));
    }
}
