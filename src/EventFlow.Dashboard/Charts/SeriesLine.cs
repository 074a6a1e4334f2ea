namespace EventFlow.Dashboard.Charts;

/// <summary>A series on a chart: which, what it is called there, and its place among the colours.</summary>
public sealed record SeriesLine(SeriesId Series, string Label, int Color);
