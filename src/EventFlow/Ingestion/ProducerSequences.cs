namespace EventFlow.Ingestion;

/// <summary>The sequences of the producers of a partition, a bounded number of them. Not thread safe.</summary>
internal sealed class ProducerSequences(int capacity)
{
    private readonly Dictionary<string, ProducerSequence> _producers = new(StringComparer.Ordinal);

    public int Capacity => capacity;

    public IReadOnlyDictionary<string, ProducerSequence> All => _producers;

    public bool Contains(string producer, long sequence) => _producers.TryGetValue(producer, out var known) && known.Contains(sequence);

    public void Add(string producer, long sequence, long offset)
    {
        if (capacity == 0)
        {
            return;
        }

        if (!_producers.TryGetValue(producer, out var known))
        {
            if (_producers.Count >= capacity)
            {
                _producers.Remove(_producers.MinBy(static p => p.Value.LastOffset).Key);
            }

            _producers.Add(producer, known = new ProducerSequence());
        }

        known.Add(sequence);
        known.LastOffset = offset;
    }

    /// <summary>Takes over what was worked out elsewhere: the producers to forget, then those that changed.</summary>
    public void Replace(IEnumerable<string> forgotten, IEnumerable<KeyValuePair<string, ProducerSequence>> changed)
    {
        foreach (var producer in forgotten)
        {
            _producers.Remove(producer);
        }

        Load(changed);
    }

    public void Load(IEnumerable<KeyValuePair<string, ProducerSequence>> saved)
    {
        foreach (var (producer, sequence) in saved)
        {
            _producers[producer] = sequence;
        }
    }
}
