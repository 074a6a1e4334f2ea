using EventFlow.Rules;

namespace EventFlow.Series;

/// <summary>
/// One series without its host: takes batches, keeps history, runs the rules, and holds signals until they are confirmed. What it has applied it skips; what it has found it repeats
/// until somebody takes it. For one thread at a time.
/// </summary>
public sealed class SeriesEngine
{
    private const int MostMarks = 200;

    private readonly SeriesOptions _options;
    private readonly SeriesHistory _history;
    private readonly SeriesWatch _watch;
    private readonly WatchOutput _output = new();
    private readonly MetricSeriesState _state;

    /// <summary>An engine that goes on from a state.</summary>
    public SeriesEngine(SeriesId id, SeriesOptions options, MetricSeriesState state)
    {
        Id = id;
        Parts = id.Parse();
        _options = options;
        _state = state;
        _history = new(options);
        _history.Load(state);
        _watch = new(Parts);
        _watch.Load(state.Watches);
    }

    /// <summary>The series.</summary>
    public SeriesId Id { get; }

    /// <summary>What its id consists of.</summary>
    public SeriesParts Parts { get; }

    /// <summary>Signals to give to their alerts, oldest first; take away with <see cref="Confirm"/>.</summary>
    public IReadOnlyList<AlertSignal> Outbox => _state.Outbox;

    /// <summary>Decisions since they were last taken.</summary>
    public List<(string RuleId, RuleDecision Decision)> Decisions { get; } = [];

    /// <summary>Detectors that failed since they were last taken.</summary>
    public List<(CompiledRule Rule, Exception Error)> Faults { get; } = [];

    /// <summary>Told of each anomalous value as it is found; null when nobody listens.</summary>
    internal Action<SeriesId, AnomalyMark>? Marked { get; set; }

    /// <summary>Rules whose detector could not take back what it had learned, since they were last taken.</summary>
    public List<CompiledRule> Discarded { get; } = [];

    /// <summary>Whether an alert fires that has to be told when the data stops.</summary>
    public bool IsWatchedForSilence => _state.Live && _watch.IsFiring;

    /// <summary>Offset of the last sample applied; null when there was none.</summary>
    public long? LastOffset => _state.LastOffset;

    /// <summary>The latest sample; null when there was none.</summary>
    public SeriesInfo? Info => _state.LastOffset is null
        ? null
        : new(Id, Parts.Service, Parts.Metric, Parts.Labels, _state.Unit, _state.LastValue, _state.LastTime, _state.LastReceived);

    /// <summary>Goes over to a snapshot of the rules.</summary>
    public void Use(RuleSnapshot rules)
    {
        _watch.Use(rules, _output);
        Collect(0);
    }

    /// <summary>Applies samples by the rules of a snapshot. Returns how many were new.</summary>
    public int Apply(SeriesBatch batch, RuleSnapshot rules)
    {
        _watch.Use(rules, _output);
        var applied = 0;
        for (var i = 0; i < batch.Times.Length; i++)
        {
            if (batch.Offsets[i] <= _state.LastOffset) continue;
            Apply(batch.Times[i], batch.Values[i], batch);
            _state.LastOffset = batch.Offsets[i];
            applied++;
        }

        if (applied > 0)
        {
            _state.LastReceived = batch.ReceivedAt;
            _state.Live = Math.Abs(batch.ReceivedAt - _state.LastTime) <= _options.LiveWithinSeconds * 1000L;
        }

        Collect(batch.ReceivedAt);
        return applied;
    }

    /// <summary>Nothing has arrived for so long.</summary>
    public void Stop(TimeSpan silence)
    {
        _watch.Stop(_state.LastTime + (long)silence.TotalMilliseconds, silence, _output);
        Collect(0);
    }

    /// <summary>How far the newest anomaly of a rule goes, or went; null when there was none.</summary>
    public AnomalyExtent? ExtentOf(string ruleId) => _watch.ExtentOf(ruleId);

    /// <summary>The oldest signal has reached its alert.</summary>
    public void Confirm() => _state.Outbox.RemoveAt(0);

    /// <summary>The points of a span with anomalies and the levels of the rules.</summary>
    public SeriesData Query(SeriesRange range)
    {
        var (tier, step, points) = _history.Query(range);
        var rules = _watch.Rules.ToDictionary(static r => r.Definition.Id);
        var markers = _state.Marks
            .Where(m => m.Time >= range.From && m.Time < range.To)
            .Select(m => rules.TryGetValue(m.RuleId, out var rule)
                ? new SeriesMarker(m.Time, m.Value, m.Expected, m.RuleId, rule.Definition.Name, rule.Definition.Severity, m.Score, m.Lower, m.Upper, m.Reason)
                : new(m.Time, m.Value, m.Expected, m.RuleId, m.RuleId, Severity.None, m.Score, m.Lower, m.Upper, m.Reason));
        var thresholds = rules.Values.SelectMany(static r => r.Detector.Levels.Select(l => new SeriesThreshold(r.Definition.Id, r.Definition.Name, r.Definition.Severity, l)));
        return new(Id, _state.Unit, step, tier, points, [.. markers], [.. thresholds], step == 0 ? _history.Expect(_watch.Rules, range) : null);
    }

    /// <summary>The state to store, complete.</summary>
    public MetricSeriesState Save()
    {
        _history.Save(_state);
        _state.Watches = _watch.Save();
        return _state;
    }

    /// <summary>
    /// Forgets the packed form of what the engine holds unpacked: after <see cref="Save"/> once it is stored, and after the engine has begun from it. Kept, it would double the memory of
    /// a series. Only <see cref="Save"/> makes the state whole again.
    /// </summary>
    public void DropPacked() => (_state.Recent, _state.Minutes, _state.Hours, _state.Watches) = ([], [], [], []);

    private void Apply(long time, double value, SeriesBatch batch)
    {
        _history.Add(time, value);
        if (_state.LastOffset is null || time >= _state.LastTime) (_state.LastTime, _state.LastValue) = (time, value);
        _state.Unit = batch.Unit ?? _state.Unit;
        _watch.Observe(time, value, _state.Unit, _output);
    }

    private void Collect(long receivedAt)
    {
        // Fast path: nothing to say, as after nearly every sample.
        if (_output.IsEmpty) return;
        foreach (var (rule, finding) in _output.Findings)
        {
            _state.Outbox.Add(RuleAlerts.Signal(rule.Definition, Parts.Service, Id, Parts, finding, receivedAt));
            Decisions.Add((rule.Definition.Id, RuleAlerts.Decision(Id.Value, finding)));
        }

        foreach (var (rule, time, reason) in _output.Held) Decisions.Add((rule.Definition.Id, new(time, Id.Value, "held", reason)));
        foreach (var (rule, time, value, judged) in _output.Marks)
        {
            var mark = new AnomalyMark(time, value, judged.Expected, rule.Definition.Id, judged.Score, judged.Lower, judged.Upper, judged.Reason);
            _state.Marks.Add(mark);
            Marked?.Invoke(Id, mark);
        }

        if (_state.Marks.Count > MostMarks) _state.Marks.RemoveRange(0, _state.Marks.Count - MostMarks);
        Discarded.AddRange(_output.Discarded);
        foreach (var (rule, time, error) in _output.Faults)
        {
            Faults.Add((rule, error));
            Decisions.Add((rule.Definition.Id, new(time, Id.Value, "error", $"the detector failed and is out of service for this series until the rule is changed: {error.Message}")));
        }

        _output.Clear();
    }
}
