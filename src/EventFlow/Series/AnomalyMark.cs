namespace EventFlow.Series;

/// <summary>An anomalous sample: when (event time, unix ms), its value, what was expected, and the rule that said so, with score, band and reason where it gave them.</summary>
public readonly record struct AnomalyMark(long Time, double Value, double? Expected, string RuleId, double? Score = null, double? Lower = null, double? Upper = null, string? Reason = null);
