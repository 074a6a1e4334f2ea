namespace EventFlow.Replay;

/// <summary>Tells which events an <see cref="EventFilter"/> wants. Thread safe.</summary>
internal sealed class EventMatcher(EventFilter filter)
{
    public bool TakesAll { get; } = filter.TakesAll;

    public bool Matches(TelemetryEvent item) =>
        TakesAll
        || (filter.Service is null || item.Service == filter.Service)
        && (filter.Kind == EventKind.None || item.Kind == filter.Kind)
        && (filter.Level == LogSeverity.Unspecified || item is LogEvent log && log.Level >= filter.Level)
        && (filter.Metric is null || item is MetricEvent metric && metric.Metric == filter.Metric)
        && HasLabels(item)
        && (filter.Text is null || HasText(item, filter.Text));

    private bool HasLabels(TelemetryEvent item)
    {
        for (var i = 0; i < filter.Labels.Count; i++)
        {
            var (name, value) = filter.Labels.At(i);
            var has = (item as MetricEvent)?.Labels[name] ?? item.Attributes[name];
            if (!string.Equals(has, value, StringComparison.Ordinal)) return false;
        }

        return true;
    }

    private static bool HasText(TelemetryEvent item, string text) => Has(item.Id, text) || item switch
    {
        MetricEvent metric => Has(metric.Metric, text),
        LogEvent log => Has(log.Message, text) || Has(log.TraceId, text),
        DomainEvent domain => Has(domain.Type, text) || Has(domain.Data, text),
        _ => false,
    };

    private static bool Has(string? within, string text) => within is not null && within.Contains(text, StringComparison.OrdinalIgnoreCase);
}
