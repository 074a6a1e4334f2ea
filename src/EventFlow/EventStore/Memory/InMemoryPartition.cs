namespace EventFlow.EventStore;

/// <summary>A partition in memory: batches in order, the oldest go when there are too many bytes. Thread safe.</summary>
internal sealed class InMemoryPartition(long firstOffset, long mostBytes)
{
    private readonly Lock _gate = new();
    private readonly List<(EventBatch Batch, int Bytes, long FirstTime, long LastTime)> _batches = [];
    private long _next = firstOffset;
    private long _bytes;

    // Batches before this place are gone; the list is shortened only now and then.
    private int _head;

    public long NextOffset => Interlocked.Read(ref _next);

    private long FirstOffset => _head < _batches.Count ? _batches[_head].Batch.FirstOffset : _next;

    public long Append(Func<long, EventBatch> make, in EncodedBatch encoded)
    {
        lock (_gate)
        {
            var first = _next;
            _batches.Add((make(first), encoded.Payload.Length, encoded.FirstTime, encoded.LastTime));
            Interlocked.Exchange(ref _next, first + encoded.Events);
            _bytes += encoded.Payload.Length;
            while (_bytes > mostBytes && _head < _batches.Count - 1)
            {
                _bytes -= _batches[_head].Bytes;
                _batches[_head++] = default;
            }

            if (_head > _batches.Count / 2)
            {
                _batches.RemoveRange(0, _head);
                _head = 0;
            }

            return first;
        }
    }

    /// <summary>Batches that end at or after an offset, at least one where there is one, and about as many bytes as wanted.</summary>
    public List<EventBatch> From(long offset, long maxBytes)
    {
        lock (_gate)
        {
            var (found, bytes) = (new List<EventBatch>(), 0L);
            for (var i = PlaceOf(offset); i < _batches.Count && (found.Count == 0 || bytes + _batches[i].Bytes <= maxBytes); i++)
            {
                found.Add(_batches[i].Batch);
                bytes += _batches[i].Bytes;
            }

            return found;
        }
    }

    public EventPartitionInfo ToInfo(string stream, int partition)
    {
        lock (_gate)
        {
            var kept = _batches.Skip(_head);
            return new(stream, partition, FirstOffset, _next, _bytes, 1)
            {
                FirstTime = _head < _batches.Count ? kept.Min(static b => b.FirstTime) : null,
                LastTime = _head < _batches.Count ? kept.Max(static b => b.LastTime) : null,
            };
        }
    }

    private int PlaceOf(long offset)
    {
        var (low, high) = (_head, _batches.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _batches[middle].Batch.LastOffset < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
