namespace EventFlow.Dashboard.Charts;

/// <summary>A level drawn across the chart.</summary>
public sealed record ChartThreshold(double Value, string Label, string Severity);
