using System.Buffers.Binary;

namespace EventFlow.Ingestion;

/// <summary>The last so many ids, by hash, in order of arrival. Not thread safe.</summary>
internal sealed class DuplicateWindow(int capacity)
{
    private readonly Queue<ulong> _order = new();

    // The value counts arrivals: whether an id would still be known after some more have come can be told without adding them.
    private readonly Dictionary<ulong, long> _known = [];
    private long _arrivals;

    public int Capacity => capacity;

    public int Count => _order.Count;

    /// <summary>Whether an id would be known after <paramref name="later"/> further ids have come.</summary>
    public bool Contains(ulong id, int later = 0) => _known.TryGetValue(id, out var arrival) && arrival >= _arrivals + later - capacity;

    /// <summary>Remembers an id; the oldest is forgotten when the window is full.</summary>
    public void Add(ulong id)
    {
        if (capacity == 0 || !_known.TryAdd(id, _arrivals))
        {
            return;
        }

        _arrivals++;
        _order.Enqueue(id);
        if (_order.Count > capacity)
        {
            _known.Remove(_order.Dequeue());
        }
    }

    /// <summary>The window for saving: the ids, oldest first, 8 bytes each, little endian.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[_order.Count * 8];
        var at = 0;
        foreach (var id in _order)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), id);
            at += 8;
        }

        return bytes;
    }

    /// <summary>Takes in a saved window; of one larger than this window's capacity the newest part.</summary>
    public void Load(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }
    }
}
