namespace EventFlow.Alerting;

/// <summary>What an alert has yet to tell others of a change that it has saved.</summary>
/// <param name="Audience">Who has not been told.</param>
/// <param name="Notice">The alert for its groups.</param>
/// <param name="Summary">The alert for everybody else.</param>
/// <param name="Groups">Its groups.</param>
/// <param name="Unlogged">Transitions that the stream <c>alerts</c> does not hold yet, oldest first.</param>
[GenerateSerializer, Immutable, Alias("EventFlow.Alerting.AlertOwed")]
public sealed record AlertOwed(AlertAudience Audience, AlertNotice Notice, AlertSummary Summary, IReadOnlyList<NotificationGroup> Groups, IReadOnlyList<DomainEvent> Unlogged);
