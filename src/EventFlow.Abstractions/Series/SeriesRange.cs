namespace EventFlow;

/// <summary>A span of event time, unix ms, start inclusive and end exclusive, and how many points at most (2 to 5,000) to answer with.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.SeriesRange")]
public sealed record SeriesRange(long From, long To, int MaxPoints);
