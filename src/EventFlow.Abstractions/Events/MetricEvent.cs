namespace EventFlow;

/// <summary>One sample of a metric series. <paramref name="Value"/> is finite. <paramref name="Series"/> follows from service, metric and labels.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.MetricEvent")]
public sealed record MetricEvent(long Timestamp, string Service, string? Id, LabelSet Attributes, string Metric, double Value, string? Unit, LabelSet Labels, SeriesId Series)
    : TelemetryEvent(Timestamp, Service, Id, Attributes)
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.Metric;
}
