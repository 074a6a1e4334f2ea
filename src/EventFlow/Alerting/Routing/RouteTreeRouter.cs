namespace EventFlow.Alerting.Routing;

/// <summary>Routes by the tree in force. A group whose route is gone keeps its time and gets no receivers: whom it told hears of the end, and nothing until then.</summary>
public sealed class RouteTreeRouter(RoutingBook book) : INotificationRouter
{
    /// <inheritdoc/>
    public IReadOnlyList<NotificationGroup> GroupsOf(LabelSet labels)
    {
        var nodes = book.Tree.Match(labels);
        return nodes.Count == 1 ? [nodes[0].GroupOf(labels)] : [.. nodes.Select(n => n.GroupOf(labels)).DistinctBy(static g => g.Key)];
    }

    /// <inheritdoc/>
    public GroupTiming TimingOf(string route) => (book.Tree.Find(route) ?? book.Tree.Root).Timing;

    /// <inheritdoc/>
    public long? MutedUntil(string route, long now) => book.Tree.Find(route)?.MutedUntil(now);

    /// <inheritdoc/>
    public string? EscalationOf(string route) => book.Tree.Find(route)?.Escalation;

    /// <inheritdoc/>
    public string ReceiverOf(string route) => book.Tree.Find(route)?.Receiver ?? "";

    /// <inheritdoc/>
    public IReadOnlyList<ChannelDefinition> ReceiversOf(string route, Severity severity, IReadOnlyList<ChannelDefinition> channels)
    {
        if (severity == Severity.None || book.Tree.Find(route) is not { } node) return [];
        var all = node.Channels.Contains("*");
        return [.. channels.Where(c => (all || node.Channels.Contains(c.Id)) && c.Enabled && c.MinSeverity <= severity).OrderBy(static c => c.Id, StringComparer.Ordinal)];
    }
}
