namespace EventFlow;

/// <summary>What a series was over a span that starts at <paramref name="Time"/> (event time, unix ms). For a raw sample all four are its value and <paramref name="Count"/> is 1.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.SeriesPoint")]
public readonly record struct SeriesPoint([property: Id(0)] long Time, [property: Id(1)] double Average, [property: Id(2)] double Min, [property: Id(3)] double Max, [property: Id(4)] long Count);
