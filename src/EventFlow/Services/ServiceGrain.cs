using EventFlow.Ingestion;
using EventFlow.Rules;
using EventFlow.Series;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Services;

/// <summary>One service: hosts a <see cref="ServiceEngine"/>, ticks it each second, gives its signals to the alerts, tells who watches.</summary>
internal sealed partial class ServiceGrain(
    [PersistentState("service", "state")] IPersistentState<ServiceState> storage,
    IGrainFactory grains, IRuleDirectory rules, ILiveFeed live, IngestionProgress progress, SeriesInstruments instruments, IOptions<ServiceOptions> options, TimeProvider time, ILogger<ServiceGrain> logger)
    : Grain, IServiceGrain
{
    private const int MostAlerts = 500;
    private static readonly TimeSpan TickPeriod = TimeSpan.FromSeconds(1);

    private ServiceEngine _engine = null!;
    private ServiceHealth _shownHealth;
    private bool _dirty;
    private bool _changed = true;
    private bool _registered;
    private bool _alertsLoaded;
    private bool _staysAwake;
    private IGrainTimer? _ticking;
    private long _tickedAt;

    private string Name => this.GetPrimaryKeyString();

    // Silence is measured by it: a clock that is set back an hour hides none, and one that is set ahead makes none.
    private long Now => (long)time.GetSteadyTime().TotalMilliseconds;

    private long TimeOfDay => time.GetUtcNow().ToUnixTimeMilliseconds();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _engine = new(Name, options.Value, storage.State, Now);
        if (_engine.PatternsDiscarded) LogPatternsDiscarded(Name);
        _registered = storage.RecordExists;
        // A live service must be heard to fall silent, although nothing calls it then.
        _staysAwake = _engine.IsLive;
        if (_engine.IsKnown) StartTicking();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await Save();

    public async ValueTask Observe(ServiceBatch batch)
    {
        StateLostException.ThrowIfBehind("service", Name, _engine.LastOffsetOf(batch.Source), batch.After);
        if (!_registered) await Register();
        var snapshot = await rules.Get();
        var applied = _engine.Apply(batch, snapshot, Now);
        _dirty |= applied;
        _changed |= applied;
        if (_engine.IsKnown) StartTicking();
        await Deliver();
    }

    public async ValueTask Save()
    {
        if (!_dirty) return;
        storage.State = _engine.Save(Now);
        _dirty = false;
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            _dirty = true;
            throw;
        }
    }

    public ValueTask SaveUpTo(string source, long offset)
    {
        StateLostException.ThrowIfBehind("service", Name, _engine.LastOffsetOf(source), offset);
        return Save();
    }

    public ValueTask<ServiceStatus> GetStatus() => new(_engine.Status(Now, TimeOfDay));

    public ValueTask<IReadOnlyList<SeriesInfo>> GetSeries() => new(_engine.Series());

    public ValueTask<IReadOnlyList<LogPatternInfo>> GetPatterns() => new(_engine.Patterns());

    public ValueTask<AnomalyExtent?> GetExtent(string ruleId) => new(_engine.ExtentOf(ruleId));

    // Interleaves with everything: an alert that this service signals reports back before Signal returns. It only replaces an entry of a dictionary, between awaits of others.
    public ValueTask AlertChanged(AlertSummary alert) => AlertsChanged([alert]);

    public ValueTask AlertsChanged(IReadOnlyList<AlertSummary> alerts)
    {
        foreach (var alert in alerts) _changed |= _engine.Alerts.Apply(alert);
        return ValueTask.CompletedTask;
    }

    // Only one that has sent something has anything to tick for: alerts of other systems name thousands that never send.
    private void StartTicking()
    {
        if (_ticking is not null) return;
        _tickedAt = Now;
        _ticking = this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(TickPeriod, TickPeriod) { KeepAlive = _staysAwake });
    }

    private async ValueTask Register()
    {
        await grains.GetGrain<IServiceCatalogGrain>(Tenants.Default).Register([Name]);
        _registered = true;
    }

    private async Task Tick()
    {
        if (!_alertsLoaded) await TryLoadAlerts();
        var (before, now) = (_tickedAt, Now);
        _tickedAt = now;

        // After a start what the service has sent may lie in the log and not be applied yet: as long as that may be, it is not silent.
        if (progress.IsCatchingUp) _engine.PassOver(now - before, now);
        _engine.Tick(await rules.Get(), now);
        var isNews = _engine.Outbox.Count > 0;
        await Deliver();
        if (isNews) await Save();
        Publish();
    }

    private async Task Deliver()
    {
        NoteDecisions();
        NoteFaults();

        // Saved before it is told. What time brought is in no log: a kill in between would forget that an alert fires, and nobody would end it. And what reports brought depends on
        // what time did between them, so a replay alone need not find it again.
        if (_engine.Outbox.Count > 0)
        {
            _dirty = true;
            await Save();
            _dirty = true;
        }

        // First the alert, then the signal is forgotten: when this fails, the next tick or the redelivered batch gives it again.
        while (_engine.Outbox.Count > 0)
        {
            var signal = _engine.Outbox[0];
            await grains.GetGrain<IAlertGrain>(signal.Fingerprint).Signal(signal);
            _engine.Confirm();
            instruments.Signals.Add(1);
        }
    }

    private async Task TryLoadAlerts()
    {
        try
        {
            await LoadAlerts();
        }
        catch (Exception e)
        {
            // Health lacks what fired before the start until the next second brings it.
            LogForgotten(e, Name);
        }
    }

    /// <summary>After a start: the open alerts, and the series they are about, which watch for silence only once they are awake.</summary>
    private async Task LoadAlerts()
    {
        var query = new AlertQuery(AlertStates.Open, Name, null, null, null, null, null, 0, MostAlerts);
        var open = await grains.GetGrain<IAlertIndexGrain>(Tenants.Default).Query(query);
        foreach (var alert in open.Items) _engine.Alerts.Apply(alert);
        foreach (var series in _engine.Alerts.Series) Forget(Wake(series));
        _alertsLoaded = true;
        _changed = true;
    }

    private async ValueTask Wake(SeriesId series) => await grains.GetGrain<IMetricSeriesGrain>(series.Value).GetInfo();

    private void Publish()
    {
        var status = _engine.Status(Now, TimeOfDay);
        if (!_changed && status.Health == _shownHealth) return;
        _shownHealth = status.Health;
        _changed = false;
        live.Publish(new ServiceLiveUpdate(status));
    }

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
            LogFault(error, rule.Detector.Name, rule.Definition.Id, Name);
        }

        _engine.Faults.Clear();
        foreach (var rule in _engine.Discarded) LogDiscarded(rule.Detector.Name, rule.Definition.Id, Name);
        _engine.Discarded.Clear();
    }

    // Nothing waits for these: no alert depends on them, and a series that is woken may be about to call back.
    private async void Forget(ValueTask call)
    {
        try
        {
            await call;
        }
        catch (Exception e)
        {
            LogForgotten(e, Name);
        }
    }

    [LoggerMessage(4020, LogLevel.Warning, "Detector {Detector} of rule {Rule} failed on service {Service} and is out of service there until the rule is changed.")]
    private partial void LogFault(Exception error, string detector, string rule, string service);

    [LoggerMessage(4023, LogLevel.Information, "What detector {Detector} of rule {Rule} had learned of service {Service} is of another version and was discarded; it learns afresh.")]
    private partial void LogDiscarded(string detector, string rule, string service);

    [LoggerMessage(4024, LogLevel.Information, "The log patterns of service {Service} are of another version or damaged and were discarded; they are found afresh.")]
    private partial void LogPatternsDiscarded(string service);

    [LoggerMessage(4021, LogLevel.Debug, "A side call of service {Service} failed.")]
    private partial void LogForgotten(Exception error, string service);
}
