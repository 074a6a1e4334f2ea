namespace EventFlow;

/// <summary>An anomalous value: of which series, by which rule, when (event time, unix ms), what it was and what was expected.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ReplayAnomaly")]
public sealed record ReplayAnomaly(SeriesId Series, string RuleId, long Time, double Value, double? Expected);
