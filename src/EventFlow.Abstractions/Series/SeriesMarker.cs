namespace EventFlow;

/// <summary>
/// An anomaly on a series, for charts: when (event time, unix ms), the value, what was expected, which rule said so, how rare it was (<paramref name="Score"/>, negative decimal logarithm of a
/// probability), the band it left, and why in words. What the detector did not say is null.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.SeriesMarker")]
public sealed record SeriesMarker(
    long Time, double Value, double? Expected, string RuleId, string RuleName, Severity Severity, double? Score = null, double? Lower = null, double? Upper = null, string? Reason = null);
