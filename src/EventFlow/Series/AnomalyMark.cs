namespace EventFlow.Series;

/// <summary>An anomalous sample: when (event time, unix ms), its value, what was expected, and the rule that said so.</summary>
public readonly record struct AnomalyMark(long Time, double Value, double? Expected, string RuleId);
