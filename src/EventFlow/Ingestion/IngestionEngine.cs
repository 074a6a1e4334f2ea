using EventFlow.EventStore;

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
    private readonly DeliveryShares _shares = new();

    /// <summary>Goes on from a saved state. <paramref name="source"/> names stream and partition; it remembers <paramref name="ids"/> ids, all of a stream's when not given.</summary>
    public IngestionEngine(string source, IngestionState state, IngestionOptions options, int? ids = null)
    {
        _source = source;
        _ids = new DuplicateWindow(ids ?? options.DuplicateWindow);
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
        var (next, routed, duplicates) = (NextOffset, 0, 0);

        // Of a plan that failed something is left.
        _shares.Clear();
        foreach (var frame in frames)
        {
            if (frame.LastOffset < NextOffset)
            {
                continue;
            }

            var fresh = Share(frame, next, pending);
            duplicates += (int)(frame.LastOffset + 1 - Math.Max(next, frame.FirstOffset)) - fresh;
            routed += fresh;
            next = Math.Max(next, frame.LastOffset + 1);
        }

        var plan = new DeliveryPlan(NextOffset, next, routed, duplicates, _shares.ToSeries(NextOffset, next - 1), _shares.ToServices(_source), pending);
        _shares.Clear();
        return plan;
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

    /// <summary>Gives the events of a frame that are new to their shares. Returns how many they are.</summary>
    private int Share(EventBatch frame, long next, PendingDuplicates pending)
    {
        // A frame is applied whole, so one that is begun was judged by its number when it began.
        if (frame is { Producer: { } producer, Sequence: { } sequence } && frame.FirstOffset >= next && !pending.TryAddBatch(producer, sequence, frame.FirstOffset))
        {
            return 0;
        }

        var (fresh, events) = (0, EncodedEvents.Of(frame));
        _shares.Begin(frame, events);
        for (var i = (int)Math.Max(0, next - frame.FirstOffset); i < events.Count; i++)
        {
            if (!events.HasIds || events.IdOf(i) is not { } id || pending.TryAdd(EventIdHash.Of(events.ServiceOf(i), id)))
            {
                _shares.Add(i);
                fresh++;
            }
        }

        return fresh;
    }
}
