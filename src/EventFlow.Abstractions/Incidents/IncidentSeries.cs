namespace EventFlow;

/// <summary>
/// What of a service went wrong in an incident: an alert of it. <paramref name="What"/> is its metric, or its name where it is not about one. <paramref name="BeganAt"/> is when the condition began to hold,
/// which is before the alert fires when its rule waits; <paramref name="EndedAt"/> is null while it lasts. Event time, unix ms. <paramref name="Score"/> is comparable across detectors: 300 is a limit that a person set.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.IncidentSeries")]
public sealed record IncidentSeries(
    string AlertId, string What, string Name, SeriesId? Series, Severity Severity, long BeganAt, long? EndedAt, double? Score, string Summary);
