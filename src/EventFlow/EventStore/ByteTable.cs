namespace EventFlow.EventStore;

/// <summary>Entries that repeat, each written once, in order of first use; equal bytes have one place. Open addressing over the written bytes. Not thread safe; dispose it.</summary>
/// <param name="withLength">Whether an entry is written with its length before it.</param>
internal sealed class ByteTable(bool withLength) : IDisposable
{
    private const int FirstSlots = 64;

    private readonly ByteWriter _written = new(1024);
    private int[] _slots = new int[FirstSlots];
    private (ulong Hash, int Start, int Length)[] _entries = new (ulong, int, int)[FirstSlots / 2];

    public int Count { get; private set; }

    public int Capacity => _written.Capacity + _slots.Length * sizeof(int) + _entries.Length * 16;

    public ReadOnlySpan<byte> Written => _written.Written.Span;

    public void Clear()
    {
        // A table that was large once is made anew by its pool; one that stays small is quick to clear.
        Array.Clear(_slots);
        _written.Clear();
        Count = 0;
    }

    public int PlaceOf(ReadOnlySpan<byte> entry) => PlaceOf(entry, Utf8Hash.Of(entry));

    /// <summary>The place of an entry whose hash is known.</summary>
    public int PlaceOf(ReadOnlySpan<byte> entry, ulong hash)
    {
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var place = _slots[slot] - 1;
            if (place < 0)
            {
                return Add(entry, hash, slot);
            }

            ref var known = ref _entries[place];
            if (known.Hash == hash && Written.Slice(known.Start, known.Length).SequenceEqual(entry))
            {
                return place;
            }
        }
    }

    public void Dispose() => _written.Dispose();

    private int Add(ReadOnlySpan<byte> entry, ulong hash, int slot)
    {
        if (withLength)
        {
            _written.WriteVarint((ulong)entry.Length);
        }

        var place = Count++;
        _entries[place] = (hash, _written.Length, entry.Length);
        _slots[slot] = place + 1;
        _written.WriteBytes(entry);
        if (Count == _entries.Length)
        {
            Grow();
        }

        return place;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _slots = new int[_slots.Length * 2];
        var mask = _slots.Length - 1;
        for (var place = 0; place < Count; place++)
        {
            var slot = (int)_entries[place].Hash & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = place + 1;
        }
    }
}
