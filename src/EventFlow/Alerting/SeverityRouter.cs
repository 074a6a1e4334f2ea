using Microsoft.Extensions.Options;

namespace EventFlow.Alerting;

/// <summary>One group by the labels of the settings, told to every enabled channel whose least severity the group reaches.</summary>
public sealed class SeverityRouter(IOptions<AlertingOptions> options) : INotificationRouter
{
    private readonly IReadOnlyList<string> _groupBy = options.Value.EffectiveGroupBy;
    private readonly GroupTiming _timing = options.Value.Timing();

    /// <inheritdoc/>
    public IReadOnlyList<NotificationGroup> GroupsOf(LabelSet labels)
    {
        var group = LabelSet.Create(_groupBy.Where(name => labels[name] is not null).Select(name => KeyValuePair.Create(name, labels[name]!)));
        // Alerts without any of the labels are told together too; a grain's key must not be empty.
        return [new(group.Count == 0 ? "{}" : group.ToString(), group)];
    }

    /// <inheritdoc/>
    public GroupTiming TimingOf(string groupKey) => _timing;

    /// <inheritdoc/>
    public IReadOnlyList<ChannelDefinition> ReceiversOf(string groupKey, Severity severity, IReadOnlyList<ChannelDefinition> channels) => severity == Severity.None
        ? []
        : [.. channels.Where(c => c.Enabled && c.MinSeverity <= severity).OrderBy(static c => c.Id, StringComparer.Ordinal)];
}
