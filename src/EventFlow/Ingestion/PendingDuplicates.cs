namespace EventFlow.Ingestion;

/// <summary>
/// Tells duplicates in frames that are not applied yet: against what is remembered and among themselves, as if each had been remembered in turn, but without
/// remembering anything before <see cref="Commit"/>. So frames whose delivery fails are judged alike when they come again, and what is saved meanwhile knows nothing of them.
/// </summary>
internal sealed class PendingDuplicates(DuplicateWindow ids, ProducerSequences producers)
{
    private readonly List<ulong> _order = [];
    private readonly Dictionary<ulong, int> _new = [];
    private readonly PendingProducers _producers = new(producers);

    /// <summary>Notes a batch; false when it was there before.</summary>
    public bool TryAddBatch(string producer, long sequence, long offset) => _producers.TryAdd(producer, sequence, offset);

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
        _producers.Commit();
    }
}
