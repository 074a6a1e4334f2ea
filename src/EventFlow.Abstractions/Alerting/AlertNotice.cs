namespace EventFlow;

/// <summary>An alert as its group needs it for a notification. <paramref name="Version"/> ascends with every change of the alert; a group ignores a lower one than it knows.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.AlertNotice")]
public sealed record AlertNotice(
    string Fingerprint, int Episode, long Version, AlertState State, Severity Severity, LabelSet Labels, LabelSet Annotations, long StartsAt, long? EndsAt, long ReceivedAt);
