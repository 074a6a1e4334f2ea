using EventFlow.Ingestion;
using EventFlow.Rules;
using EventFlow.Series;

namespace EventFlow.Replay;

/// <summary>
/// Rules tried on stored events, by the same engines that run live: <see cref="IngestionEngine"/> drops duplicates and shares events out, <see cref="SeriesEngine"/> and
/// <see cref="Services.ServiceEngine"/> judge. Nothing of it is seen outside. A series has its samples from one partition, in order, so its anomalies are those of the first pass;
/// what services' rules see between events depends on the clock, which is arrival time here.
/// </summary>
/// <remarks>While workers judge the series of what was read, the next is read; findings are told in the order in which series were met, so the result does not depend on the workers.</remarks>
/// <param name="rules">The rules tried.</param>
/// <param name="settings">Settings and limits.</param>
/// <param name="workers">Judge series, owned; null judges them where events are taken.</param>
internal sealed class ScratchSpace(RuleSnapshot rules, ScratchSettings settings, QuietWorkers? workers = null) : IReplayTarget
{
    // Enough that many series are looked up once for several samples. What is read and not judged yet survives collections of garbage, for which live work stands still: so no more.
    private const int EventsAtOnce = 16_384;

    private readonly Dictionary<(string Stream, int Partition), ScratchPartition> _partitions = [];
    private readonly Dictionary<SeriesId, ScratchSeries?> _series = [];
    private readonly Dictionary<string, ScratchService?> _services = new(StringComparer.Ordinal);
    private readonly ScratchFindings _findings = new(settings);
    private ScratchWork? _work;
    private Task _judging = Task.CompletedTask;
    private long _works;
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

    public async ValueTask TakeAsync(EventBatch wanted, IReadOnlyList<int> places, CancellationToken cancellationToken)
    {
        var key = (wanted.Stream, wanted.Partition);
        if (!_partitions.TryGetValue(key, out var partition)) _partitions.Add(key, partition = new(wanted, settings.Ingestion));
        partition.Frames.Add(wanted);
        _waiting += wanted.Events.Count;
        if (_waiting >= EventsAtOnce) await JudgeAsync();
    }

    public async ValueTask<bool> SettleAsync(bool force, CancellationToken cancellationToken)
    {
        await JudgeAsync();
        await TellAsync();
        return true;
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await SettleAsync(force: true, cancellationToken);
        foreach (var service in _services.Values) service?.TickThrough(_now, rules, _findings);
    }

    public async ValueTask DisposeAsync()
    {
        await _judging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        workers?.Dispose();
    }

    // Shares out what was taken, waits until what was shared out before is judged, and has this judged.
    private async ValueTask JudgeAsync()
    {
        var work = Share();
        await TellAsync();
        if (work.IsEmpty) return;
        _work = work;
        if (workers is not null) _judging = workers.RunAsync(work.Series.Count, i => work.Series[i].Series.Judge(work.Series[i].Batch, rules));
        else work.Series.ForEach(s => s.Series.Judge(s.Batch, rules));
    }

    private ScratchWork Share()
    {
        var work = new ScratchWork();
        _works++;
        foreach (var partition in _partitions.Values.Where(static p => p.Frames.Count > 0))
        {
            var plan = partition.Engine.Plan(partition.Frames);
            foreach (var batch in plan.Series)
            {
                if (Series(batch.Series) is not { } series) continue;
                (series.Work == _works ? work.More : work.Series).Add((series, batch));
                series.Work = _works;
            }

            foreach (var (service, batch) in plan.Services) work.Services.AddRange(ByFrame(batch).Select(b => (service, b)));
            partition.Engine.Commit(plan);
            partition.Frames.Clear();
            _duplicates += plan.Duplicates;
        }

        _waiting = 0;
        return work;
    }

    private async ValueTask TellAsync()
    {
        if (_work is not { } work) return;
        await _judging;
        _work = null;
        foreach (var (series, batch) in work.More) series.Judge(batch, rules);
        foreach (var (series, _) in work.Series) series.Tell(_findings);

        // As they arrived, whatever partition they came by.
        foreach (var (service, batch) in work.Services.OrderBy(static s => s.Batch.Frames[0].ReceivedAt)) Service(service, batch)?.Apply(batch, rules, _findings);
        if (work.Services.Count > 0) _now = Math.Max(_now, work.Services.Max(static s => s.Batch.Frames[0].ReceivedAt));
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
                LogMessages = batch.LogMessages.Length == 0 ? [] : batch.LogMessages[range],
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
                series = new(id, settings.Series);
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
