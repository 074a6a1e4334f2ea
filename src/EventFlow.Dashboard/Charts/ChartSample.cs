namespace EventFlow.Dashboard.Charts;

/// <summary>One new sample for a line of a chart, by the line's position.</summary>
public sealed record ChartSample(int Line, long T, double V);
