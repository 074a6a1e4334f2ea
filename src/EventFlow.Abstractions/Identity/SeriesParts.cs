namespace EventFlow;

/// <summary>What a <see cref="SeriesId"/> consists of; <paramref name="Labels"/> leaves out the service.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.SeriesParts")]
public sealed record SeriesParts(string Service, string Metric, LabelSet Labels);
