namespace EventFlow;

/// <summary>A named time interval: a moment is in it when any of <paramref name="TimeIntervals"/> holds it.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.TimeIntervalDefinition")]
public sealed record TimeIntervalDefinition(string Name, IReadOnlyList<TimeIntervalSpec>? TimeIntervals);
