using EventFlow.Rules;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Series;

/// <summary>One series: hosts a <see cref="SeriesEngine"/>, gives its signals to the alerts, stores it when asked.</summary>
internal sealed partial class MetricSeriesGrain(
    [PersistentState("series", "state")] IPersistentState<MetricSeriesState> storage,
    IGrainFactory grains, IRuleDirectory rules, ILiveFeed live, SeriesBudget budget, SeriesInstruments instruments, IOptions<SeriesOptions> options, TimeProvider time, ILogger<MetricSeriesGrain> logger)
    : Grain, IMetricSeriesGrain
{
    private static readonly TimeSpan SilenceCheck = TimeSpan.FromSeconds(5);

    private SeriesEngine _engine = null!;
    private IGrainTimer? _silence;
    private long _lastHeard;
    private bool _dirty;
    private bool _refused;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Moved here from another silo with its state, which the engine there held unpacked: the packed form was saved before, and not taken along.
        if (storage.State.LastOffset is not null && storage.State.Recent.Length == 0) await storage.ReadStateAsync(cancellationToken);
        _engine = new(new(this.GetPrimaryKeyString()), options.Value, storage.State);
        _engine.DropPacked();
        _refused = !budget.TryEnter(_engine.Parts.Service);
        if (_refused) LogRefused(_engine.Id, _engine.Parts.Service, options.Value.SeriesPerService);

        // While this process was away nobody could be heard: silence counts from now.
        _lastHeard = time.GetTimestamp();
        if (storage.RecordExists) await Wake();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (!_refused) budget.Leave(_engine.Parts.Service);
        await Save();
    }

    public async ValueTask<int> Append(SeriesBatch batch)
    {
        if (_refused)
        {
            instruments.Refused.Add(batch.Times.Length);
            return 0;
        }

        StateLostException.ThrowIfBehind("series", _engine.Id.Value, _engine.LastOffset, batch.After);
        _lastHeard = time.GetTimestamp();
        var applied = _engine.Apply(batch, await rules.Get());
        _dirty |= applied > 0;
        instruments.Samples.Add(applied);
        await Deliver();
        if (applied > 0 && live.IsWatched) live.Publish(new MetricLiveUpdate(_engine.Info!));
        return applied;
    }

    public async ValueTask Save()
    {
        if (!_dirty) return;
        storage.State = _engine.Save();
        await storage.WriteStateAsync();
        _dirty = false;
        _engine.DropPacked();
    }

    public ValueTask SaveUpTo(long offset)
    {
        if (!_refused) StateLostException.ThrowIfBehind("series", _engine.Id.Value, _engine.LastOffset, offset);
        return Save();
    }

    public ValueTask<SeriesData> Query(SeriesRange range) => new(_engine.Query(range));

    public ValueTask<SeriesInfo?> GetInfo() => new(_engine.Info);

    public ValueTask<AnomalyExtent?> GetExtent(string ruleId) => new(_engine.ExtentOf(ruleId));

    // After a restart the rules must be known before anybody asks for thresholds, and a firing alert must be watched for silence though no sample comes.
    private async Task Wake()
    {
        try
        {
            _engine.Use(await rules.Get());
        }
        catch
        {
            // What was never active is not deactivated either.
            if (!_refused) budget.Leave(_engine.Parts.Service);
            throw;
        }

        WatchForSilence();
    }

    private async Task Deliver()
    {
        _dirty |= _engine.Outbox.Count > 0;
        NoteDecisions();
        NoteFaults();

        // First the alert, then the signal is forgotten: when this fails the batch is redelivered, its samples are skipped and the signal is given again.
        while (_engine.Outbox.Count > 0)
        {
            var signal = _engine.Outbox[0];
            await grains.GetGrain<IAlertGrain>(signal.Fingerprint).Signal(signal);
            _engine.Confirm();
            instruments.Signals.Add(1);
        }

        WatchForSilence();
    }

    private void WatchForSilence()
    {
        if (!_engine.IsWatchedForSilence && _engine.Outbox.Count == 0)
        {
            _silence?.Dispose();
            _silence = null;
            return;
        }

        _silence ??= this.RegisterGrainTimer(CheckSilence, new GrainTimerCreationOptions(SilenceCheck, SilenceCheck) { KeepAlive = true });
    }

    private async Task CheckSilence()
    {
        var silence = time.GetElapsedTime(_lastHeard);
        if (silence >= TimeSpan.FromSeconds(options.Value.NoDataAfterSeconds)) _engine.Stop(silence);
        else if (_engine.Outbox.Count == 0) return;

        // Also what waking up has brought: no sample may come to carry it. Saved before it is told, for it is in no log: after a kill in between the samples that come
        // next would be older than what the alert had heard, and could not end it.
        _dirty |= _engine.Outbox.Count > 0;
        await Save();
        await Deliver();
        await Save();
    }

    // For people who ask why; no alert depends on it, so nothing waits for it.
    private void NoteDecisions()
    {
        if (_engine.Decisions.Count == 0) return;
        foreach (var rule in _engine.Decisions.GroupBy(static d => d.RuleId, static d => d.Decision)) Forget(grains.GetGrain<IRuleGrain>(rule.Key).Note([.. rule]));
        _engine.Decisions.Clear();
    }

    private void NoteFaults()
    {
        foreach (var (rule, error) in _engine.Faults)
        {
            instruments.Faults.Add(1);
            LogFault(error, rule.Detector.Name, rule.Definition.Id, _engine.Id);
        }

        _engine.Faults.Clear();
        foreach (var rule in _engine.Discarded) LogDiscarded(rule.Detector.Name, rule.Definition.Id, _engine.Id);
        _engine.Discarded.Clear();
    }

    private async void Forget(ValueTask call)
    {
        try
        {
            await call;
        }
        catch (Exception e)
        {
            LogNoteFailed(e, _engine.Id);
        }
    }

    [LoggerMessage(4010, LogLevel.Warning, "Series {Series} is refused: service {Service} has more than {Limit} series. Take ids out of its labels, or raise EventFlow:Series:SeriesPerService.")]
    private partial void LogRefused(SeriesId series, string service, int limit);

    [LoggerMessage(4011, LogLevel.Warning, "Detector {Detector} of rule {Rule} failed on series {Series} and is out of service there until the rule is changed.")]
    private partial void LogFault(Exception error, string detector, string rule, SeriesId series);

    [LoggerMessage(4013, LogLevel.Information, "What detector {Detector} of rule {Rule} had learned of series {Series} is of another version and was discarded; it learns afresh.")]
    private partial void LogDiscarded(string detector, string rule, SeriesId series);

    [LoggerMessage(4012, LogLevel.Debug, "A decision on series {Series} could not be noted at its rule.")]
    private partial void LogNoteFailed(Exception error, SeriesId series);
}
