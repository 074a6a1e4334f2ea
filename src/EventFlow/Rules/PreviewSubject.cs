using System.Text;
using EventFlow.Detection;
using EventFlow.LogPatterns;

namespace EventFlow.Rules;

/// <summary>
/// What a preview keeps of one series or service. Stored events of a partition are not in order of event time, and those of a service come from several partitions: they are collected
/// first and judged in order. The metrics of a series keep the order of the log, as live.
/// </summary>
internal sealed class PreviewSubject(CompiledRule rule, RuleSnapshot snapshot, string name, SeriesParts? parts, long from, long to)
{
    private const int ChartPoints = 300;
    private const int MostMarkers = 200;
    private const int MostPatterns = 200;

    private readonly WatchOutput _output = new();
    private readonly SeriesWatch? _series = parts is null ? null : new(parts);
    private readonly SortedDictionary<long, PreviewSecond> _seconds = [];
    private readonly LogPatternMiner? _patterns = parts is null ? new(MostPatterns) : null;
    private readonly SortedDictionary<long, SeriesPoint> _points = [];
    private readonly List<SeriesMarker> _markers = [];
    private readonly long _step = Math.Max(1, (to - from + ChartPoints - 1) / ChartPoints);
    private (long Time, string Reason)? _firing;
    private string? _unit;

    public string Name => name;

    public List<RulePreviewAlert> Alerts { get; } = [];

    public bool HasChart => parts is not null && _points.Count > 0;

    public void Add(long time, double value, string? unit)
    {
        _unit = unit ?? _unit;
        if (time >= from) AddPoint(time, value);
        _series!.Use(snapshot, _output);
        _series.Observe(time, value, unit, _output);
        Collect();
    }

    public void Add(TelemetryEvent telemetry, long receivedAt)
    {
        var second = telemetry.Timestamp - telemetry.Timestamp % 1000;
        if (!_seconds.TryGetValue(second, out var seen)) _seconds[second] = seen = new();
        seen.ReceivedAt = Math.Max(seen.ReceivedAt, receivedAt);
        if (telemetry is not LogEvent log)
        {
            seen.Others++;
            return;
        }

        seen.Records++;
        if (log.Level >= LogSeverity.Error) seen.Errors++;
        seen.Add(_patterns!.Take(Encoding.UTF8.GetBytes(log.Message), log.Level, log.Timestamp), _patterns.Epoch);
    }

    public void Finish()
    {
        if (parts is null) RunService();
        if (_firing is { } open) Alerts.Add(new(name, open.Time, null, open.Reason));
    }

    public SeriesData Chart() => new(
        SeriesId.Create(parts!.Service, parts.Metric, parts.Labels), _unit, _step, "log", [.. _points.Values], _markers,
        [.. rule.Detector.Levels.Select(l => new SeriesThreshold(rule.Definition.Id, rule.Definition.Name, rule.Definition.Severity, l))]);

    private void RunService()
    {
        var watch = new ServiceWatch(name);
        watch.Use(snapshot, _output);
        long? last = null;
        foreach (var (second, seen) in _seconds)
        {
            TickThrough(watch, last, second);
            watch.Observe(new(second, seen.ReceivedAt, seen.Records, seen.Errors, seen.Others) { Patterns = seen.Patterns }, _output);
            Collect();
            last = second;
        }

        TickThrough(watch, last, to);
    }

    // Between two reports the clock ticks as it does live: windows empty and silence grows. A long gap is walked in longer strides.
    private void TickThrough(ServiceWatch watch, long? last, long until)
    {
        if (last is not { } start) return;
        var stride = Math.Max(1000, (until - start) / 1000);
        for (var now = start + stride; now < until; now += stride)
        {
            watch.Tick(new(now, TimeSpan.FromMilliseconds(now - start), Live: true), _output);
            Collect();
        }
    }

    private void Collect()
    {
        foreach (var (_, finding) in _output.Findings)
        {
            if (finding.Kind == AlertSignalKind.Firing) _firing ??= (finding.Time, finding.Reason);
            else if (finding.Kind == AlertSignalKind.Recovered && _firing is { } open)
            {
                if (finding.Time >= from) Alerts.Add(new(name, open.Time, finding.Time, open.Reason));
                _firing = null;
            }
        }

        foreach (var (marked, time, value, judged) in _output.Marks)
        {
            if (time < from || _markers.Count == MostMarkers) continue;
            _markers.Add(new(time, value, judged.Expected, marked.Definition.Id, marked.Definition.Name, marked.Definition.Severity, judged.Score, judged.Lower, judged.Upper, judged.Reason));
        }

        _output.Clear();
    }

    private void AddPoint(long time, double value)
    {
        var start = time - (time - from) % _step;
        _points[start] = _points.TryGetValue(start, out var point)
            ? new(start, point.Average + (value / (point.Count + 1) - point.Average / (point.Count + 1)), Math.Min(point.Min, value), Math.Max(point.Max, value), point.Count + 1)
            : new(start, value, value, value, 1);
    }
}
