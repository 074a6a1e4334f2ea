namespace EventFlow.Ingestion;

/// <summary>The sequences of the producers of a partition, a bounded number of them. Not thread safe.</summary>
internal sealed class ProducerSequences(int capacity)
{
    private readonly Dictionary<string, ProducerSequence> _producers = new(StringComparer.Ordinal);

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

    public void Load(IEnumerable<KeyValuePair<string, ProducerSequence>> saved)
    {
        foreach (var (producer, sequence) in saved)
        {
            _producers[producer] = sequence;
        }
    }
}
