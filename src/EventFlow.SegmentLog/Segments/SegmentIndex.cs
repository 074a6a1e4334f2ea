using System.Runtime.InteropServices;

namespace EventFlow.SegmentLog;

/// <summary>
/// Sparse index of one segment: an entry per block of frames with the block's first offset and event time range.
/// Only says where to begin reading; what is there is believed from the frames alone. Safe for one writer and many readers.
/// </summary>
internal sealed class SegmentIndex(int intervalBytes)
{
    private readonly Lock _gate = new();
    private readonly List<IndexEntry> _entries = [];

    public static SegmentIndex Of(int intervalBytes, IEnumerable<IndexEntry> entries)
    {
        var index = new SegmentIndex(intervalBytes);
        index._entries.AddRange(entries);
        return index;
    }

    public void Add(in FrameHeader frame, long position)
    {
        lock (_gate)
        {
            if (_entries.Count == 0 || position - _entries[^1].Position >= intervalBytes)
            {
                _entries.Add(new IndexEntry(position, frame.FirstOffset, frame.MinEventTimeMs, frame.MaxEventTimeMs));
                return;
            }

            ref var last = ref CollectionsMarshal.AsSpan(_entries)[^1];
            last = last with
            {
                MinEventTimeMs = Math.Min(last.MinEventTimeMs, frame.MinEventTimeMs),
                MaxEventTimeMs = Math.Max(last.MaxEventTimeMs, frame.MaxEventTimeMs),
            };
        }
    }

    public IndexEntry[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _entries];
        }
    }

    /// <summary>The last block that begins at or before the offset; null if none does.</summary>
    public IndexEntry? FindOffset(long offset)
    {
        lock (_gate)
        {
            var (low, high) = (0, _entries.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = _entries[middle].FirstOffset <= offset ? (middle + 1, high) : (low, middle);
            }

            return low == 0 ? null : _entries[low - 1];
        }
    }

    /// <summary>
    /// For a reader at <paramref name="position"/> that wants a time range: null if the block it stands in may hold some of it,
    /// else the next block that may; a block at <see cref="long.MaxValue"/> says that none does.
    /// </summary>
    public IndexEntry? SkipTo(long position, long fromTimeMs, long toTimeMs)
    {
        lock (_gate)
        {
            var entries = CollectionsMarshal.AsSpan(_entries);
            var at = entries.Length - 1;
            while (at >= 0 && entries[at].Position > position)
            {
                at--;
            }

            for (var i = Math.Max(at, 0); i < entries.Length; i++)
            {
                if (entries[i].MinEventTimeMs < toTimeMs && entries[i].MaxEventTimeMs >= fromTimeMs)
                {
                    return i <= at ? null : entries[i];
                }
            }

            return new IndexEntry(long.MaxValue, long.MaxValue, 0, 0);
        }
    }
}
