namespace EventFlow;

/// <summary>
/// Alerts that belong together because of when and where they began: a candidate, not a proof. <paramref name="Services"/> come in the order in which it spread; the first series of the first is where it
/// began. <paramref name="Summary"/> says so in words. Times are event time, unix ms; <paramref name="EndedAt"/> is null while an alert of it is open.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.IncidentInfo")]
public sealed record IncidentInfo(string Id, long BeganAt, long? EndedAt, Severity Severity, string Summary, IReadOnlyList<IncidentService> Services);
