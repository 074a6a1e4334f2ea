using EventFlow.EventStore;

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

    /// <summary>As <see cref="Matches(TelemetryEvent)"/>; an event that differs in service, kind, level or metric is not made for it.</summary>
    public bool Matches(IReadOnlyList<TelemetryEvent> events, int index) =>
        TakesAll || (events is not EncodedEvents encoded || MayMatch(encoded, index)) && Matches(events[index]);

    private bool MayMatch(EncodedEvents events, int index)
    {
        var kind = events.KindOf(index);
        return (filter.Service is null || events.ServiceOf(index) == filter.Service)
            && (filter.Kind == EventKind.None || kind == filter.Kind)
            && (filter.Level == LogSeverity.Unspecified || kind == EventKind.Log && events.LevelOf(index) >= filter.Level)
            && (filter.Metric is null || kind == EventKind.Metric && events.Series[events.KeyOf(index)].Metric == filter.Metric);
    }

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
