namespace EventFlow.Alerting;

/// <summary>Decides which alerts are told together, how long they wait, and who hears of them. Pure and thread safe; the same question has the same answer until the routing is changed.</summary>
public interface INotificationRouter
{
    /// <summary>The groups an alert with these labels belongs to.</summary>
    IReadOnlyList<NotificationGroup> GroupsOf(LabelSet labels);

    /// <summary>How long the groups of a route wait.</summary>
    GroupTiming TimingOf(string route);

    /// <summary>Until when a route says nothing, from <paramref name="now"/> on (unix ms); null when it may speak.</summary>
    long? MutedUntil(string route, long now);

    /// <summary>Id of the escalation policy that the incidents of a route follow; null: none.</summary>
    string? EscalationOf(string route);

    /// <summary>Name of the receiver of a route; empty when there is no such route any more.</summary>
    string ReceiverOf(string route);

    /// <summary>Those among <paramref name="channels"/> that hear of a group of this route and severity, ordered by id.</summary>
    IReadOnlyList<ChannelDefinition> ReceiversOf(string route, Severity severity, IReadOnlyList<ChannelDefinition> channels);
}
