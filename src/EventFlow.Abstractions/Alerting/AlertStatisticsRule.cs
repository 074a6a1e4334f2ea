namespace EventFlow;

/// <summary>A rule, or the name of another system's alert: incidents, how many of them nobody acknowledged, and the median time they lasted (ms).</summary>
public sealed record AlertStatisticsRule(string Name, int Incidents, int NeverAcknowledged, double? MedianLastedMs);
