namespace EventFlow;

/// <summary>A service in an incident: when it began there (event time, unix ms), which of the other services of the incident it depends on, and its series, the earliest and then the strongest first.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.IncidentService")]
public sealed record IncidentService(string Service, long BeganAt, IReadOnlyList<string> DependsOn, IReadOnlyList<IncidentSeries> Series);
