namespace EventFlow;

/// <summary>An anomaly on a series, for charts: when (event time, unix ms), the value, what was expected, which rule said so.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.SeriesMarker")]
public sealed record SeriesMarker(long Time, double Value, double? Expected, string RuleId, string RuleName, Severity Severity);
