using EventFlow.Ingestion;
using EventFlow.Rules;
using EventFlow.Series;

namespace EventFlow.Replay;

/// <summary>
/// Rules tried on stored events, by the same engines that run live: <see cref="IngestionEngine"/> drops duplicates and shares events out, <see cref="SeriesEngine"/> and
/// <see cref="Services.ServiceEngine"/> judge. Nothing of it is seen outside. A series has its samples from one partition, in order, so its anomalies are those of the first pass;
/// what services' rules see between events depends on the clock, which is arrival time here.
/// </summary>
internal sealed class ScratchSpace(RuleSnapshot rules, ScratchSettings settings) : IReplayTarget
{
    // Enough that a series is looked up once for many samples, little enough to be cheap in memory.
    private const int EventsAtOnce = 8_192;

    private readonly Dictionary<(string Stream, int Partition), ScratchPartition> _partitions = [];
    private readonly Dictionary<SeriesId, ScratchSeries?> _series = [];
    private readonly Dictionary<string, ScratchService?> _services = new(StringComparer.Ordinal);
    private readonly ScratchFindings _findings = new(settings);
    private long _now;
    private int _waiting;
    private int _watched;
    private int _leftOut;
    private long _duplicates;

    public bool IsRebuilt => true;

    public ReplayResult Result(bool withLists)
    {
        var result = _findings.Result(withLists) with { Series = _watched, SeriesLeftOut = _leftOut, Duplicates = _duplicates };
        if (!withLists) return result;
        var found = _series.Values.OfType<ScratchSeries>().Select(static s => s.Summary).Concat(_services.Values.OfType<ScratchService>().Select(static s => s.Summary))
            .OrderByDescending(static s => s.Alerts).ThenByDescending(static s => s.Anomalies).ThenBy(static s => s.Subject, StringComparer.Ordinal);
        return result with { SeriesList = [.. found.Take(settings.MaxListed)], IsCut = result.IsCut || _watched > settings.MaxListed };
    }

    public ValueTask TakeAsync(EventBatch wanted, IReadOnlyList<int> places, CancellationToken cancellationToken)
    {
        var key = (wanted.Stream, wanted.Partition);
        if (!_partitions.TryGetValue(key, out var partition)) _partitions.Add(key, partition = new(wanted, settings.Ingestion));
        partition.Frames.Add(wanted);
        _waiting += wanted.Events.Count;
        if (_waiting >= EventsAtOnce) Judge();
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> SettleAsync(bool force, CancellationToken cancellationToken)
    {
        Judge();
        return new(true);
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        Judge();
        foreach (var service in _services.Values) service?.TickThrough(_now, rules, _findings);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Judge()
    {
        var services = new List<(string Service, ServiceBatch Batch)>();
        foreach (var partition in _partitions.Values.Where(static p => p.Frames.Count > 0))
        {
            var plan = partition.Engine.Plan(partition.Frames);
            foreach (var batch in plan.Series) Series(batch.Series)?.Apply(batch, rules, _findings);
            foreach (var (service, batch) in plan.Services) services.AddRange(ByFrame(batch).Select(b => (service, b)));
            partition.Engine.Commit(plan);
            partition.Frames.Clear();
            _duplicates += plan.Duplicates;
        }

        // As they arrived, whatever partition they came by.
        foreach (var (service, batch) in services.OrderBy(static s => s.Batch.Frames[0].ReceivedAt)) Service(service, batch)?.Apply(batch, rules, _findings);
        if (services.Count > 0) _now = Math.Max(_now, services.Max(static s => s.Batch.Frames[0].ReceivedAt));
        _waiting = 0;
    }

    // Live, a service ticks between frames; a delivery of many is cut up again, so that it does so here.
    private static IEnumerable<ServiceBatch> ByFrame(ServiceBatch batch)
    {
        var (frames, logs) = (batch.Frames, 0);
        for (var i = 0; i < frames.Length; i++)
        {
            var range = logs..(logs += frames[i].Logs);
            yield return batch with
            {
                Frames = [frames[i]],
                Latest = i == frames.Length - 1 ? batch.Latest : [],
                LogOffsets = batch.LogOffsets[range],
                LogTimes = batch.LogTimes[range],
                LogLevels = batch.LogLevels[range],
            };
        }
    }

    private ScratchSeries? Series(SeriesId id)
    {
        if (_series.TryGetValue(id, out var series)) return series;
        if (rules.For(id.Parse()).Length > 0)
        {
            if (_watched < settings.MaxSeries)
            {
                series = new(id, settings.Series, _findings);
                _watched++;
            }
            else _leftOut++;
        }

        // Series nobody watches are remembered too, or their rules would be sought with each sample; but not without end.
        if (_series.Count < settings.MaxSeries * 4) _series.Add(id, series);
        return series;
    }

    private ScratchService? Service(string name, ServiceBatch first)
    {
        if (_services.TryGetValue(name, out var service)) return service;
        if (_services.Count == settings.Services.MaxServices) return null;
        if (rules.For(name).Length > 0) service = new(name, settings.Services, first.Frames[0].ReceivedAt);
        _services.Add(name, service);
        return service;
    }
}
