namespace EventFlow;

/// <summary>
/// An alert as a list shows it; <paramref name="Id"/> is its fingerprint. <paramref name="StartsAt"/> and <paramref name="EndsAt"/> are event time, <paramref name="UpdatedAt"/> processing time, unix ms.
/// <paramref name="Action"/> says what was done last ("notified ops-webhook", "acknowledged by ada", …). <paramref name="Version"/> ascends with every change.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.AlertSummary")]
public sealed record AlertSummary(
    string Id, string RuleId, string Name, string Service, string? Metric, Severity Severity, AlertState State, string Summary, LabelSet Labels, SeriesId? Series,
    long StartsAt, long? EndsAt, long UpdatedAt, double? Value, string? AcknowledgedBy, string? AcknowledgeComment, string Action, int Episode, long Version);
