using System.Diagnostics.Metrics;

namespace EventFlow.SegmentLog;

/// <summary>The meter "EventFlow.SegmentLog", and the same counts for <see cref="SegmentLogStatistics"/>.</summary>
internal sealed class SegmentLogInstruments : IDisposable
{
    public const string MeterName = "EventFlow.SegmentLog";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5],
    };

    private readonly Meter _meter;
    private readonly Counter<long> _appendCounter;
    private readonly Counter<long> _itemCounter;
    private readonly Counter<long> _byteCounter;
    private readonly Counter<long> _refusalCounter;
    private readonly Histogram<double> _appendDuration;
    private readonly Histogram<double> _syncDuration;
    private long _appends;
    private long _items;
    private long _bytes;
    private long _refusals;
    private long _rounds;
    private long _syncs;
    private long _syncTicks;
    private long _longestSyncTicks;

    public SegmentLogInstruments(IMeterFactory? factory)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _appendCounter = _meter.CreateCounter<long>("eventflow.log.appends", "{batch}", "Batches committed.");
        _itemCounter = _meter.CreateCounter<long>("eventflow.log.items", "{item}", "Items committed.");
        _byteCounter = _meter.CreateCounter<long>("eventflow.log.written", "By", "Bytes committed, headers included.");
        _refusalCounter = _meter.CreateCounter<long>("eventflow.log.refusals", "{batch}", "Batches refused, by reason.");
        _appendDuration = _meter.CreateHistogram("eventflow.log.append.duration", "s", "From append to acknowledgement.", tags: null, Seconds);
        _syncDuration = _meter.CreateHistogram("eventflow.log.sync.duration", "s", "One sync of one segment.", tags: null, Seconds);
    }

    public void Observe(SegmentLogStore store)
    {
        _meter.CreateObservableGauge("eventflow.log.queue.bytes", () => store.GetStatistics().QueuedBytes, "By", "Bytes waiting to be committed.");
        _meter.CreateObservableGauge("eventflow.log.queue.age", () => store.GetStatistics().OldestWait.TotalSeconds, "s", "Age of the oldest waiting append.");
        _meter.CreateObservableGauge("eventflow.log.size", () => Measure(store, static p => p.Bytes), "By", "Bytes on disk.");
        _meter.CreateObservableGauge("eventflow.log.segments", () => Measure(store, static p => p.Segments), "{segment}", "Segment files.");
        _meter.CreateObservableGauge("eventflow.log.next_offset", () => Measure(store, static p => p.NextOffset), "{item}", "Offset of the next item.");
        _meter.CreateObservableGauge("eventflow.log.first_offset", () => Measure(store, static p => p.FirstOffset), "{item}", "Oldest offset kept.");
        _meter.CreateObservableGauge("eventflow.log.lost_items", () => Measure(store, static p => p.LostItems), "{item}", "Items lost to damage.");
    }

    public void Committed(int items, long bytes, TimeSpan duration)
    {
        Interlocked.Increment(ref _appends);
        Interlocked.Add(ref _items, items);
        Interlocked.Add(ref _bytes, bytes);
        _appendCounter.Add(1);
        _itemCounter.Add(items);
        _byteCounter.Add(bytes);
        _appendDuration.Record(duration.TotalSeconds);
    }

    public void Refused(AppendOutcome outcome)
    {
        Interlocked.Increment(ref _refusals);
        _refusalCounter.Add(1, new KeyValuePair<string, object?>("reason", outcome.ToString()));
    }

    public void Synced(TimeSpan duration)
    {
        Interlocked.Increment(ref _syncs);
        Interlocked.Add(ref _syncTicks, duration.Ticks);

        // Only the committer syncs, so read and write need not be one step.
        Interlocked.Exchange(ref _longestSyncTicks, Math.Max(Interlocked.Read(ref _longestSyncTicks), duration.Ticks));
        _syncDuration.Record(duration.TotalSeconds);
    }

    public void RoundBegun() => Interlocked.Increment(ref _rounds);

    public SegmentLogStatistics Snapshot(Committer committer) => new(
        Interlocked.Read(ref _appends),
        Interlocked.Read(ref _items),
        Interlocked.Read(ref _bytes),
        Interlocked.Read(ref _refusals),
        Interlocked.Read(ref _rounds),
        Interlocked.Read(ref _syncs),
        TimeSpan.FromTicks(Interlocked.Read(ref _syncTicks)),
        TimeSpan.FromTicks(Interlocked.Read(ref _longestSyncTicks)),
        committer.QueuedAppends,
        committer.QueuedBytes,
        committer.OldestWait);

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Measure(SegmentLogStore store, Func<PartitionStatistics, long> value) =>
        store.Partitions.Select(partition => new Measurement<long>(
            value(partition.GetStatistics()),
            new KeyValuePair<string, object?>("stream", partition.Id.Stream),
            new KeyValuePair<string, object?>("partition", partition.Id.Partition)));
}
