namespace EventFlow.Alerting;

/// <summary>Decides which alerts are told together, how long they wait, and who hears of them. Pure and thread safe; the same question has the same answer until the routing is changed.</summary>
public interface INotificationRouter
{
    /// <summary>The groups an alert with these labels belongs to.</summary>
    IReadOnlyList<NotificationGroup> GroupsOf(LabelSet labels);

    /// <summary>How long a group waits.</summary>
    GroupTiming TimingOf(string groupKey);

    /// <summary>Those among <paramref name="channels"/> that hear of a group of this severity, ordered by id.</summary>
    IReadOnlyList<ChannelDefinition> ReceiversOf(string groupKey, Severity severity, IReadOnlyList<ChannelDefinition> channels);
}
