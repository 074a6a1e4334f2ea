namespace EventFlow.EventStore;

/// <summary>What all samples of a series have in common.</summary>
public sealed record PooledSeries(string Service, string Metric, string? Unit, LabelSet Labels, SeriesId Series);
