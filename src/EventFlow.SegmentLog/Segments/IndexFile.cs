using System.Buffers.Binary;

namespace EventFlow.SegmentLog;

/// <summary>The side file of a segment: its summary and index, checksummed and bound to the segment by its salt. May be deleted at any time.</summary>
internal static class IndexFile
{
    private const int HeaderSize = 96;
    private const int EntrySize = 32;
    private const int ChecksumAt = 88;
    private const ushort Version = 1;

    private static ReadOnlySpan<byte> Magic => "EFSEGIDX"u8;

    public static byte[] ToBytes(in SegmentHeader segment, SegmentSummary summary, ReadOnlySpan<IndexEntry> entries)
    {
        var bytes = new byte[HeaderSize + (entries.Length * EntrySize)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), EntrySize);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), entries.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), segment.Salt);
        WriteLongs(bytes.AsSpan(24), [
            segment.BaseOffset, summary.EndOffset, summary.Bytes, summary.Frames,
            summary.MinEventTimeMs, summary.MaxEventTimeMs, summary.FirstAppendMs, summary.LastAppendMs]);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            WriteLongs(bytes.AsSpan(HeaderSize + (i * EntrySize)), [entry.Position, entry.FirstOffset, entry.MinEventTimeMs, entry.MaxEventTimeMs]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), ChecksumOf(bytes));
        return bytes;
    }

    /// <summary>False if the file is cut, damaged, of another version, of another segment, or contradicts itself.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, in SegmentHeader segment, out SegmentSummary summary, out IndexEntry[] entries)
    {
        summary = SegmentSummary.Empty(segment.BaseOffset);
        entries = [];
        if (bytes.Length < HeaderSize
            || !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) != Version
            || BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]) != EntrySize
            || bytes.Length != HeaderSize + ((long)BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]) * EntrySize)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != ChecksumOf(bytes)
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]) != segment.Salt
            || LongAt(bytes, 24) != segment.BaseOffset)
        {
            return false;
        }

        summary = new SegmentSummary(
            EndOffset: LongAt(bytes, 32), Bytes: LongAt(bytes, 40), Frames: LongAt(bytes, 48), MinEventTimeMs: LongAt(bytes, 56),
            MaxEventTimeMs: LongAt(bytes, 64), FirstAppendMs: LongAt(bytes, 72), LastAppendMs: LongAt(bytes, 80));
        entries = new IndexEntry[BinaryPrimitives.ReadInt32LittleEndian(bytes[12..])];
        for (var i = 0; i < entries.Length; i++)
        {
            var at = HeaderSize + (i * EntrySize);
            entries[i] = new IndexEntry(LongAt(bytes, at), LongAt(bytes, at + 8), LongAt(bytes, at + 16), LongAt(bytes, at + 24));
        }

        return IsConsistent(summary, segment.BaseOffset, entries);
    }

    /// <summary>Every entry inside the segment and after the one before it; together they span the summary's times.</summary>
    private static bool IsConsistent(SegmentSummary summary, long baseOffset, ReadOnlySpan<IndexEntry> entries)
    {
        var (position, offset) = (SegmentHeader.Size - 1L, baseOffset - 1);
        var (min, max) = (long.MaxValue, long.MinValue);
        foreach (var entry in entries)
        {
            if (entry.Position <= position || entry.FirstOffset <= offset || entry.MinEventTimeMs > entry.MaxEventTimeMs)
            {
                return false;
            }

            (position, offset) = (entry.Position, entry.FirstOffset);
            (min, max) = (Math.Min(min, entry.MinEventTimeMs), Math.Max(max, entry.MaxEventTimeMs));
        }

        return position < summary.Bytes && offset < summary.EndOffset && (min, max) == (summary.MinEventTimeMs, summary.MaxEventTimeMs);
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> bytes) => Checksum.Append(Checksum.Of(bytes[..ChecksumAt]), bytes[HeaderSize..]);

    private static long LongAt(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private static void WriteLongs(Span<byte> target, ReadOnlySpan<long> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(target[(i * sizeof(long))..], values[i]);
        }
    }
}
