namespace EventFlow.Dashboard.Charts;

/// <summary>A shaded span of time (unix ms); without an end it lasts.</summary>
public sealed record ChartSpan(long From, long? To, string Severity, string Label);
