using EventFlow.Detection;

namespace EventFlow.Rules;

/// <summary>One preview: a subject per series or service, the alerts they would have raised, and charts of the most interesting.</summary>
internal sealed class PreviewRun(CompiledRule rule, long from, long to, int mostSubjects)
{
    private const int MostCharts = 6;
    private const int MostAlerts = 500;

    private readonly RuleSnapshot _snapshot = new(0, [rule]);
    private readonly Dictionary<string, PreviewSubject> _subjects = new(StringComparer.Ordinal);
    private readonly HashSet<string> _passedOver = new(StringComparer.Ordinal);
    private long _samples;

    public void Take(EventBatch batch, long leadFrom)
    {
        foreach (var telemetry in batch.Events)
        {
            if (telemetry.Timestamp < leadFrom || telemetry.Timestamp >= to) continue;
            if (rule.IsForServices) TakeForService(telemetry, batch.ReceivedAt);
            else if (telemetry is MetricEvent metric && SubjectOf(metric) is { } subject)
            {
                _samples++;
                subject.Add(metric.Timestamp, metric.Value, metric.Unit);
            }
        }
    }

    public RulePreview Finish()
    {
        foreach (var subject in _subjects.Values) subject.Finish();
        var alerts = _subjects.Values.SelectMany(static s => s.Alerts).OrderBy(static a => a.Start).Take(MostAlerts).ToList();
        var charts = _subjects.Values.Where(static s => s.HasChart)
            .OrderByDescending(static s => s.Alerts.Count).ThenBy(static s => s.Name, StringComparer.Ordinal)
            .Take(MostCharts).Select(static s => s.Chart()).ToList();
        return new(from, to, _subjects.Count, _samples, alerts, charts);
    }

    private void TakeForService(TelemetryEvent telemetry, long receivedAt)
    {
        if (!rule.Watches(telemetry.Service)) return;
        _samples++;
        if (!_subjects.TryGetValue(telemetry.Service, out var subject))
        {
            if (_subjects.Count == mostSubjects) return;
            _subjects[telemetry.Service] = subject = new(rule, _snapshot, telemetry.Service, null, from, to);
        }

        subject.Add(telemetry, receivedAt);
    }

    private PreviewSubject? SubjectOf(MetricEvent metric)
    {
        var key = metric.Series.Value;
        if (_subjects.TryGetValue(key, out var subject)) return subject;
        if (_subjects.Count == mostSubjects || _passedOver.Contains(key)) return null;
        var parts = new SeriesParts(metric.Service, metric.Metric, metric.Labels);
        if (rule.Watches(parts)) return _subjects[key] = new(rule, _snapshot, key, parts, from, to);
        _passedOver.Add(key);
        return null;
    }
}
