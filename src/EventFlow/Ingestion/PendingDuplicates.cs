namespace EventFlow.Ingestion;

/// <summary>
/// Tells duplicates in frames that are not applied yet: against what is remembered and among themselves, as if each had been remembered in turn, but without
/// remembering anything before <see cref="Commit"/>. So frames whose delivery fails are judged alike when they come again, and what is saved meanwhile knows nothing of them.
/// </summary>
internal sealed class PendingDuplicates(DuplicateWindow ids, ProducerSequences producers)
{
    private readonly List<ulong> _order = [];
    private readonly Dictionary<ulong, int> _new = [];
    private readonly List<(string Producer, long Sequence, long Offset)> _batches = [];
    private readonly HashSet<(string Producer, long Sequence)> _newBatches = [];

    /// <summary>Notes a batch; false when it was there before.</summary>
    public bool TryAddBatch(string producer, long sequence, long offset)
    {
        if (producers.Contains(producer, sequence) || !_newBatches.Add((producer, sequence)))
        {
            return false;
        }

        _batches.Add((producer, sequence, offset));
        return true;
    }

    /// <summary>Notes an event; false when it was there before.</summary>
    public bool TryAdd(ulong id)
    {
        if ((_new.TryGetValue(id, out var place) && place >= _order.Count - ids.Capacity) || ids.Contains(id, _order.Count))
        {
            return false;
        }

        _new[id] = _order.Count;
        _order.Add(id);
        return true;
    }

    /// <summary>The frames are applied: remembers what was noted.</summary>
    public void Commit()
    {
        _order.ForEach(ids.Add);
        foreach (var (producer, sequence, offset) in _batches)
        {
            producers.Add(producer, sequence, offset);
        }
    }
}
