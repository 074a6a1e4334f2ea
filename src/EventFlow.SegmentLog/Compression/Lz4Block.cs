using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EventFlow.SegmentLog;

/// <summary>
/// The LZ4 block format (no frame around it): compression cheap enough to stand before every sync. Own code, because no LZ4 package restores here;
/// it stands in for K4os.Compression.LZ4. It allocates nothing per call, and <see cref="TryDecompress"/> may be given any bytes at all: it reads and writes
/// nothing outside its spans and takes time in proportion to the target.
/// </summary>
internal static class Lz4Block
{
    /// <summary>A byte of a block stands for this many of the original at most.</summary>
    public const int MostExpansion = 255;

    private const int LeastMatch = 4;
    private const int MostDistance = ushort.MaxValue;

    // The format wants the last five bytes as literals and no match to begin in the last twelve.
    private const int LastLiterals = 5;
    private const int NoMatchFrom = 12;

    private const int LongRun = 15;
    private const int ChunkBytes = 16;
    private const int HashBits = 13;

    // After this many misses in a row (a power of two) the search takes longer steps: what does not compress costs little.
    private const int MissesBits = 6;

    [ThreadStatic]
    private static Table? _table;

    /// <summary>Compresses as far as the target has room.</summary>
    /// <param name="source">Anything.</param>
    /// <param name="target">As large as a result may be to be worth having.</param>
    /// <returns>Bytes written; 0 if the result does not fit.</returns>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var table = _table ??= new Table();
        table.Begin(source.Length);
        ref var first = ref MemoryMarshal.GetReference(source);
        var (anchor, written) = (0, 0);
        var searchEnd = source.Length - NoMatchFrom;
        var matchEnd = source.Length - LastLiterals;
        var position = 0;
        while (FindMatch(ref first, table, ref position, searchEnd, out var match))
        {
            while (position > anchor && match > 0 && Unsafe.Add(ref first, position - 1) == Unsafe.Add(ref first, match - 1))
            {
                position--;
                match--;
            }

            var length = LeastMatch + CommonBytes(ref first, position + LeastMatch, match + LeastMatch, matchEnd);
            if (!TryWriteSequence(source[anchor..position], position - match, length, target, ref written))
            {
                return 0;
            }

            position += length;
            anchor = position;
            if (position < searchEnd)
            {
                table.Replace(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, position - 2)), position - 2);
            }
        }

        return TryWriteLiterals(source[anchor..], matchCode: 0, target, ref written) ? written : 0;
    }

    /// <summary>Undoes <see cref="Compress"/>.</summary>
    /// <param name="source">Whatever was found.</param>
    /// <param name="target">Exactly as long as the original is said to be.</param>
    /// <returns>False if the source is not a block that fills the target exactly; the target then holds rubbish.</returns>
    public static bool TryDecompress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var (read, written) = (0, 0);
        while (read < source.Length)
        {
            var token = source[read++];
            if (!TryReadLength(source, ref read, token >> 4, target.Length, out var literals)
                || literals > source.Length - read || literals > target.Length - written)
            {
                return false;
            }

            CopyLiterals(source, read, target, written, literals);
            read += literals;
            written += literals;
            if (read == source.Length)
            {
                return written == target.Length;
            }

            if (source.Length - read < sizeof(ushort))
            {
                return false;
            }

            var distance = BinaryPrimitives.ReadUInt16LittleEndian(source[read..]);
            read += sizeof(ushort);
            if (!TryReadLength(source, ref read, token & LongRun, target.Length, out var length)
                || distance == 0 || distance > written || length > target.Length - LeastMatch - written)
            {
                return false;
            }

            CopyMatch(target, written, distance, length + LeastMatch);
            written += length + LeastMatch;
        }

        return false;
    }

    private static bool FindMatch(ref byte first, Table table, ref int position, int searchEnd, out int match)
    {
        var misses = 1 << MissesBits;
        while (position < searchEnd)
        {
            var bytes = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, position));
            match = table.Replace(bytes, position);
            if (match >= 0 && position - match <= MostDistance && Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, match)) == (uint)bytes)
            {
                return true;
            }

            position += misses++ >> MissesBits;
        }

        match = -1;
        return false;
    }

    private static int CommonBytes(ref byte first, int position, int match, int end)
    {
        var start = position;
        while (position + sizeof(ulong) <= end)
        {
            var difference = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, position)) ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, match));
            if (difference != 0)
            {
                return position - start + (BitConverter.IsLittleEndian ? BitOperations.TrailingZeroCount(difference) : BitOperations.LeadingZeroCount(difference)) / 8;
            }

            position += sizeof(ulong);
            match += sizeof(ulong);
        }

        while (position < end && Unsafe.Add(ref first, position) == Unsafe.Add(ref first, match))
        {
            position++;
            match++;
        }

        return position - start;
    }

    private static bool TryWriteSequence(ReadOnlySpan<byte> literals, int distance, int matchLength, Span<byte> target, ref int written)
    {
        var code = matchLength - LeastMatch;
        if (!TryWriteLiterals(literals, Math.Min(code, LongRun), target, ref written) || target.Length - written < sizeof(ushort) + LengthBytes(code))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(target[written..], (ushort)distance);
        written += sizeof(ushort);
        WriteLength(code, target, ref written);
        return true;
    }

    private static bool TryWriteLiterals(ReadOnlySpan<byte> literals, int matchCode, Span<byte> target, ref int written)
    {
        if (target.Length - written < 1 + LengthBytes(literals.Length) + literals.Length)
        {
            return false;
        }

        target[written++] = (byte)(Math.Min(literals.Length, LongRun) << 4 | matchCode);
        WriteLength(literals.Length, target, ref written);
        CopyLiterals(literals, 0, target, written, literals.Length);
        written += literals.Length;
        return true;
    }

    /// <summary>Bytes a length takes beyond its four bits in the token.</summary>
    private static int LengthBytes(int length) => length < LongRun ? 0 : 1 + ((length - LongRun) / byte.MaxValue);

    private static void WriteLength(int length, Span<byte> target, ref int written)
    {
        if (length < LongRun)
        {
            return;
        }

        for (length -= LongRun; length >= byte.MaxValue; length -= byte.MaxValue)
        {
            target[written++] = byte.MaxValue;
        }

        target[written++] = (byte)length;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> source, ref int read, int code, int most, out int length)
    {
        length = code;
        if (code < LongRun)
        {
            return true;
        }

        byte part;
        do
        {
            // The bound also keeps the sum from overflowing, however many bytes follow.
            if (read >= source.Length || length > most)
            {
                return false;
            }

            part = source[read++];
            length += part;
        }
        while (part == byte.MaxValue);

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyLiterals(ReadOnlySpan<byte> source, int from, Span<byte> target, int to, int count)
    {
        // Fast path: most runs are short, and where both sides have room one register copies too much rather than a call just enough.
        if (count <= ChunkBytes && source.Length - from >= ChunkBytes && target.Length - to >= ChunkBytes)
        {
            Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(source), (nuint)from).StoreUnsafe(ref MemoryMarshal.GetReference(target), (nuint)to);
            return;
        }

        source.Slice(from, count).CopyTo(target[to..]);
    }

    /// <summary>Copies bytes from further back in the target; the two ranges may overlap, which repeats what lies between them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyMatch(Span<byte> target, int to, int distance, int count)
    {
        if (distance >= ChunkBytes && target.Length - to >= count + ChunkBytes)
        {
            ref var start = ref MemoryMarshal.GetReference(target);
            for (var copied = 0; copied < count; copied += ChunkBytes)
            {
                Vector128.LoadUnsafe(ref start, (nuint)(to - distance + copied)).StoreUnsafe(ref start, (nuint)(to + copied));
            }

            return;
        }

        if (distance >= count)
        {
            target.Slice(to - distance, count).CopyTo(target[to..]);
            return;
        }

        for (var i = to; i < to + count; i++)
        {
            target[i] = target[i - distance];
        }
    }

    /// <summary>Where each hash was seen last. Positions count on from call to call, so that the table need not be cleared before each.</summary>
    private sealed class Table
    {
        // No input has more than 256 MiB, so that positions never overflow.
        private const int MostPositions = 1 << 30;

        private readonly int[] _seen = new int[1 << HashBits];
        private int _base = 1;
        private int _next = 1;

        public void Begin(int length)
        {
            if (_next > MostPositions - length)
            {
                Array.Clear(_seen);
                _next = 1;
            }

            _base = _next;
            _next += length;
        }

        /// <summary>The last position with the same hash, negative if there was none; remembers the new one.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Replace(ulong bytes, int position)
        {
            // Five bytes: four alone find too many short matches that cost as much as they save.
            var hash = (int)(((bytes << 24) * 0x9E37_79B1_85EB_CA87UL) >> (64 - HashBits));
            ref var seen = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_seen), hash);
            var before = seen - _base;
            seen = _base + position;
            return before;
        }
    }
}
