namespace EventFlow.Ingestion;

/// <summary>
/// Decides what of a partition's frames goes where, and remembers what was applied. Deterministic: the same frames from the same state give the same plan, however
/// they are cut into deliveries. Not thread safe.
/// </summary>
internal sealed class IngestionEngine
{
    private readonly string _source;
    private readonly DuplicateWindow _ids;
    private readonly ProducerSequences _producers;

    /// <summary>Goes on from a saved state. <paramref name="source"/> names stream and partition.</summary>
    public IngestionEngine(string source, IngestionState state, IngestionOptions options)
    {
        _source = source;
        _ids = new DuplicateWindow(options.DuplicateWindow);
        _ids.Load(state.Ids);
        _producers = new ProducerSequences(options.MaxProducers);
        _producers.Load(state.Producers.Select(static p => KeyValuePair.Create(p.Key, p.Value.Copy())));
        (NextOffset, Duplicates, Events) = (state.NextOffset, state.Duplicates, state.Events);
    }

    /// <summary>Next offset to apply.</summary>
    public long NextOffset { get; private set; }

    /// <summary>Duplicates dropped.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Events routed.</summary>
    public long Events { get; private set; }

    /// <summary>What to call for frames, in order of offset; what is applied already is left out.</summary>
    public DeliveryPlan Plan(IEnumerable<EventBatch> frames)
    {
        var pending = new PendingDuplicates(_ids, _producers);
        var series = new Dictionary<SeriesId, SeriesShare>();
        var services = new Dictionary<string, List<ServiceBatch>>(StringComparer.Ordinal);
        var (next, routed, duplicates) = (NextOffset, 0, 0);
        foreach (var frame in frames.Where(f => f.LastOffset >= NextOffset))
        {
            var fresh = Fresh(frame, next, pending);
            duplicates += (int)(frame.LastOffset + 1 - Math.Max(next, frame.FirstOffset)) - fresh.Count;
            routed += fresh.Count;
            Share(frame, fresh, series, services);
            next = Math.Max(next, frame.LastOffset + 1);
        }

        return new DeliveryPlan(
            NextOffset, next, routed, duplicates, [.. series.Values.Select(s => s.ToBatch(NextOffset, next - 1))], services, pending);
    }

    /// <summary>The plan was carried out.</summary>
    public void Commit(DeliveryPlan plan)
    {
        plan.Pending.Commit();
        NextOffset = plan.NextOffset;
        Duplicates += plan.Duplicates;
        Events += plan.Routed;
    }

    /// <summary>The state to save: what is applied now, untouched by what comes later.</summary>
    public IngestionState Snapshot() => new()
    {
        NextOffset = NextOffset,
        Ids = _ids.ToBytes(),
        Producers = _producers.All.ToDictionary(static p => p.Key, static p => p.Value.Copy(), StringComparer.Ordinal),
        Duplicates = Duplicates,
        Events = Events,
    };

    /// <summary>Places in a frame of the events that are new.</summary>
    private static List<int> Fresh(EventBatch frame, long next, PendingDuplicates pending)
    {
        var fresh = new List<int>(frame.Events.Count);

        // A frame is applied whole, so one that is begun was judged by its number when it began.
        if (frame is { Producer: { } producer, Sequence: { } sequence } && frame.FirstOffset >= next && !pending.TryAddBatch(producer, sequence, frame.FirstOffset))
        {
            return fresh;
        }

        for (var i = (int)Math.Max(0, next - frame.FirstOffset); i < frame.Events.Count; i++)
        {
            if (frame.Events[i] is not { Id: { } id } item || pending.TryAdd(EventIdHash.Of(item.Service, id)))
            {
                fresh.Add(i);
            }
        }

        return fresh;
    }

    private void Share(EventBatch frame, List<int> fresh, Dictionary<SeriesId, SeriesShare> series, Dictionary<string, List<ServiceBatch>> services)
    {
        var shares = new Dictionary<string, ServiceShare>(StringComparer.Ordinal);
        foreach (var place in fresh)
        {
            var item = frame.Events[place];
            var offset = frame.FirstOffset + place;
            GetOrAdd(shares, item.Service).Add(item, offset);
            if (item is MetricEvent sample)
            {
                if (!series.TryGetValue(sample.Series, out var share))
                {
                    series.Add(sample.Series, share = new SeriesShare(sample.Series));
                }

                share.Add(sample, offset, frame.ReceivedAt);
            }
        }

        foreach (var (service, share) in shares)
        {
            GetOrAdd(services, service).Add(share.ToBatch(_source, frame));
        }
    }

    private static T GetOrAdd<T>(Dictionary<string, T> table, string key) where T : new()
    {
        if (!table.TryGetValue(key, out var value))
        {
            table.Add(key, value = new T());
        }

        return value;
    }
}
