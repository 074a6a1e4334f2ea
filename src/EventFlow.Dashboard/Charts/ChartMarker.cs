namespace EventFlow.Dashboard.Charts;

/// <summary>An anomaly: when (unix ms), at which value, what was expected.</summary>
public sealed record ChartMarker(long T, double V, string Label, double? Expected, string Severity);
