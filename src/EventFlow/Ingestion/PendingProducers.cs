namespace EventFlow.Ingestion;

/// <summary>
/// What <see cref="ProducerSequences"/> would be after further batches, without changing it before <see cref="Commit"/>: a late number is judged by the highest of the batches before
/// it, however many of them come in one delivery. Not thread safe.
/// </summary>
internal sealed class PendingProducers(ProducerSequences known)
{
    private readonly Dictionary<string, ProducerSequence> _changed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _forgotten = new(StringComparer.Ordinal);
    private int _count = known.All.Count;

    /// <summary>Notes a batch; false when it was there before, or is so old that it counts so.</summary>
    public bool TryAdd(string producer, long sequence, long offset)
    {
        var state = Find(producer);
        if (state is not null && state.Contains(sequence))
        {
            return false;
        }

        if (known.Capacity > 0)
        {
            state = Change(producer, state);
            state.Add(sequence);
            state.LastOffset = offset;
        }

        return true;
    }

    /// <summary>The batches are applied.</summary>
    public void Commit() => known.Replace(_forgotten, _changed);

    private ProducerSequence? Find(string producer) =>
        _changed.TryGetValue(producer, out var changed) ? changed
        : !_forgotten.Contains(producer) && known.All.TryGetValue(producer, out var saved) ? saved : null;

    private ProducerSequence Change(string producer, ProducerSequence? state)
    {
        if (_changed.TryGetValue(producer, out var changed))
        {
            return changed;
        }

        if (state is null)
        {
            MakeRoom();
            _count++;
        }

        return _changed[producer] = state?.Copy() ?? new ProducerSequence();
    }

    private void MakeRoom()
    {
        if (_count < known.Capacity)
        {
            return;
        }

        var oldest = known.All.Where(p => !_forgotten.Contains(p.Key) && !_changed.ContainsKey(p.Key)).Concat(_changed).MinBy(static p => p.Value.LastOffset).Key;
        _changed.Remove(oldest);
        _forgotten.Add(oldest);
        _count--;
    }
}
