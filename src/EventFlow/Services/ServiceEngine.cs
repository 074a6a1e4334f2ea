using System.Buffers;
using System.Runtime.InteropServices;
using EventFlow.Detection;
using EventFlow.LogPatterns;
using EventFlow.Rules;

namespace EventFlow.Services;

/// <summary>One service without its host: takes what it reports, runs its rules, and says how it is. For one thread at a time.</summary>
internal sealed class ServiceEngine
{
    private const int ErrorMinutes = 5;

    // A delivery seldom has more seconds of one service; one that has, such as a backfill, shall not be kept for good.
    private const int MostUnused = 16;
    private const int MostRoom = 256;

    private readonly string _service;
    private readonly ServiceOptions _options;
    private readonly ServiceState _state;
    private readonly LatestSeries _latest;
    private readonly UptimeWindow _uptime = new();
    private readonly CountWindow _errors = new(ErrorMinutes * 60);
    private readonly ServiceWatch _watch;
    private readonly WatchOutput _output = new();

    // Of the frame at hand.
    private readonly List<ServiceSecond> _seconds = [];
    private readonly Dictionary<long, ServiceSecond> _byTime = [];
    private readonly Stack<ServiceSecond> _unused = new();
    private readonly LogPatternMiner _patterns;

    // By the clock of this process: the time of the last report as it was processed, not as it was received, so that catching up after a restart is not silence. The time without
    // a process is none either; but silence that had lasted before goes on, else every restart would end the alert of a silent service and raise it again.
    private long _lastHeard;

    public ServiceEngine(string service, ServiceOptions options, ServiceState state, long now)
    {
        _service = service;
        _options = options;
        _state = state;
        _latest = new(state.Latest);
        _uptime.Load(state.Uptime);
        var errors = new StateReader(state.Errors);
        _errors.Load(ref errors);
        if (!errors.AtEnd) _errors.Clear();
        _patterns = new(options.LogPatternsPerService);
        PatternsDiscarded = !_patterns.TryLoad(state.Patterns);
        _watch = new(service);
        _watch.Load(state.Watches);
        _lastHeard = now - state.SilentForMs;
    }

    public OpenAlerts Alerts { get; } = new();

    public bool IsKnown => _state.FirstSeen != 0;

    public bool IsLive => _state.Live;

    public IReadOnlyList<AlertSignal> Outbox => _state.Outbox;

    public List<(string RuleId, RuleDecision Decision)> Decisions { get; } = [];

    public List<(CompiledRule Rule, Exception Error)> Faults { get; } = [];

    /// <summary>Rules whose detector could not take back what it had learned, since they were last taken.</summary>
    public List<CompiledRule> Discarded { get; } = [];

    /// <summary>Whether saved patterns were of another version.</summary>
    public bool PatternsDiscarded { get; }

    /// <summary>Samples of series beyond the limit, which are not listed.</summary>
    public long Unlisted { get; private set; }

    /// <summary>Offset of the last event applied of a source; null when there was none.</summary>
    public long? LastOffsetOf(string source) => _state.Offsets.TryGetValue(source, out var offset) ? offset : null;

    public void Use(RuleSnapshot rules) => _watch.Use(rules, _output);

    /// <summary>Applies frames. Returns whether any was new.</summary>
    public bool Apply(ServiceBatch batch, RuleSnapshot rules, long now)
    {
        Use(rules);
        var seen = _state.Offsets.GetValueOrDefault(batch.Source, long.MinValue);
        var (applied, log) = (false, 0);
        foreach (ref readonly var frame in batch.Frames.AsSpan())
        {
            if (frame.LastOffset > seen)
            {
                _state.Offsets[batch.Source] = frame.LastOffset;
                Count(frame, batch, log, seen);
                Judge(frame);
                Collect(frame.ReceivedAt);
                applied = true;
            }

            log += frame.Logs;
        }

        if (applied)
        {
            _lastHeard = now;
            ApplyLatest(batch);
        }

        Collect(batch.Frames.Length == 0 ? 0 : batch.Frames[^1].ReceivedAt);
        return applied;
    }

    /// <summary>So long nobody could be heard, since what is sent is not looked at yet: it was no silence.</summary>
    public void PassOver(long milliseconds, long now) => _lastHeard = Math.Min(now, _lastHeard + Math.Max(0, milliseconds));

    /// <summary>Time has passed.</summary>
    public void Tick(RuleSnapshot rules, long now)
    {
        Use(rules);
        if (IsKnown)
        {
            var silence = Math.Max(0, now - _lastHeard);
            if (_state.Live) _errors.SlideTo(_state.LastTime + silence);
            _watch.Tick(new(_state.LastTime + silence, TimeSpan.FromMilliseconds(silence), _state.Live), _output);
        }

        Collect(0);
    }

    public AnomalyExtent? ExtentOf(string ruleId) => _watch.ExtentOf(ruleId);

    public void Confirm() => _state.Outbox.RemoveAt(0);

    /// <summary>How it is. The time of day is that by which events arrive, unix ms; silence is measured by the other one.</summary>
    public ServiceStatus Status(long now, long? timeOfDay = null)
    {
        var fresh = _state.LastTime - _options.FreshWithinSeconds * 1000L;
        double? Figure(WellKnownMetric metric) => _latest.SumUp(metric, fresh);
        return new(
            _service, HealthAt(now), _state.FirstSeen, _state.LastSeen, _uptime.Share(_state.FirstSeen, _state.Live ? timeOfDay ?? now : _state.LastSeen),
            Figure(WellKnownMetric.RequestRate), Figure(WellKnownMetric.ErrorRate), Figure(WellKnownMetric.Latency),
            Figure(WellKnownMetric.Cpu), Figure(WellKnownMetric.Memory), Figure(WellKnownMetric.Disk),
            _errors.Errors / (double)ErrorMinutes, Alerts.Count, _latest.Count, _state.Samples, _state.Logs);
    }

    public IReadOnlyList<SeriesInfo> Series() =>
        [.. _latest.All.OrderBy(static s => s.Metric, StringComparer.Ordinal).ThenBy(static s => s.Series.Value, StringComparer.Ordinal)];

    public IReadOnlyList<LogPatternInfo> Patterns() =>
    [
        .. _patterns.Patterns
            .Select(p => new LogPatternInfo(p.Id, p.Template, p.Level, p.Count, p.FirstSeen, p.LastSeen, p.CountsUntil(_state.LastTime)))
            .OrderByDescending(static p => p.Minutes.Sum()).ThenByDescending(static p => p.LastSeen).ThenBy(static p => p.Id),
    ];

    public ServiceState Save(long now)
    {
        _state.SilentForMs = Math.Max(0, now - _lastHeard);
        _state.Latest = [.. _latest.All];
        _state.Uptime = _uptime.Save();
        var errors = new ArrayBufferWriter<byte>(256);
        _errors.Save(errors);
        _state.Errors = errors.WrittenSpan.ToArray();
        if (_patterns.Patterns.Count > 0) _state.Patterns = _patterns.Save();
        _state.Watches = _watch.Save();
        return _state;
    }

    private ServiceHealth HealthAt(long now)
    {
        if (!IsKnown) return ServiceHealth.Unknown;
        return _state.Live && now - _lastHeard >= _options.SilentAfterSeconds * 1000L ? ServiceHealth.Silent : Alerts.Health;
    }

    private void Count(in ServiceFrame frame, ServiceBatch batch, int firstLog, long seen)
    {
        if (_state.FirstSeen == 0) _state.FirstSeen = frame.ReceivedAt;
        _state.LastSeen = Math.Max(_state.LastSeen, frame.ReceivedAt);
        _state.Samples += frame.MetricSamples;
        _state.DomainEvents += frame.DomainEvents;
        _uptime.Note(frame.ReceivedAt);
        for (var i = firstLog; i < firstLog + frame.Logs; i++)
        {
            if (batch.LogOffsets[i] <= seen) continue;
            var time = batch.LogTimes[i];
            var counts = SecondOf(time - ((time % 1000) + 1000) % 1000);
            counts.Records++;
            if (batch.LogLevels[i] >= LogSeverity.Error) counts.Errors++;
            if (i < batch.LogMessages.Length) counts.Patterns.Add(_patterns.Take(batch.LogMessages[i].Span, batch.LogLevels[i], time), _patterns.Epoch);
            _state.Logs++;
        }
    }

    private ServiceSecond SecondOf(long second)
    {
        // Fast path: a frame mostly holds one second.
        if (_seconds.Count > 0 && _seconds[^1].Time == second) return _seconds[^1];
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(_byTime, second, out var known);
        if (known) return counts!;
        counts = _unused.TryPop(out var free) ? free : new();
        counts.Time = second;
        _seconds.Add(counts);
        return counts;
    }

    private void ClearSeconds()
    {
        _seconds.Clear();
        _byTime.Clear();
        if (_seconds.Capacity <= MostRoom) return;
        _seconds.Capacity = 0;
        _byTime.TrimExcess();
    }

    private void ApplyLatest(ServiceBatch batch)
    {
        foreach (var info in batch.Latest)
        {
            if (!_latest.TryPut(info, _options.SeriesPerService)) Unlisted++;
        }
    }

    // In order of event time: samples tell only that the service is alive, and as of when.
    private void Judge(in ServiceFrame frame)
    {
        var newest = frame.NewestSample;
        if (_seconds.Count > 1) _seconds.Sort(static (a, b) => a.Time.CompareTo(b.Time));
        foreach (var counts in _seconds)
        {
            newest = Math.Max(newest, counts.Time);
            _errors.SlideTo(counts.Time);
            _errors.Add(counts.Time, counts.Records, counts.Errors);
            _watch.Observe(new(counts.Time, frame.ReceivedAt, counts.Records, counts.Errors, 0) { Patterns = counts.Patterns }, _output);
            counts.Clear();
            if (_unused.Count < MostUnused) _unused.Push(counts);
        }

        ClearSeconds();
        if (newest == long.MinValue) return;
        _state.LastTime = Math.Max(_state.LastTime, newest);
        _state.Live = Math.Abs(frame.ReceivedAt - newest) <= _options.LiveWithinSeconds * 1000L;
        if (frame.MetricSamples > 0) _watch.Observe(new(newest, frame.ReceivedAt, 0, 0, frame.MetricSamples), _output);
    }

    private void Collect(long receivedAt)
    {
        // Fast path: nothing to say, as after nearly every frame.
        if (_output.IsEmpty) return;
        foreach (var (rule, finding) in _output.Findings)
        {
            _state.Outbox.Add(RuleAlerts.Signal(rule.Definition, _service, null, null, finding, receivedAt));
            Decisions.Add((rule.Definition.Id, RuleAlerts.Decision(_service, finding)));
        }

        foreach (var (rule, time, reason) in _output.Held) Decisions.Add((rule.Definition.Id, new(time, _service, "held", reason)));

        foreach (var (rule, time, error) in _output.Faults)
        {
            Faults.Add((rule, error));
            Decisions.Add((rule.Definition.Id, new(time, _service, "error", $"the detector failed and is out of service for this service until the rule is changed: {error.Message}")));
        }

        Discarded.AddRange(_output.Discarded);
        _output.Clear();
    }
}
