namespace EventFlow.Alerting.Routing;

/// <summary>
/// Many groups of one route that begin within a minute have one cause more likely than many: beyond the route's limit, further ones are told together, by name of the alert, in one message
/// with a count. Thread safe.
/// </summary>
public sealed class StormGuard(RoutingBook book, IStormCounter counter)
{
    private const string Mark = ":storm";

    /// <summary>Whether a group stands for the storm of a route.</summary>
    public static bool IsStorm(NotificationGroup group) => group.Key.StartsWith(group.Route + Mark, StringComparison.Ordinal);

    /// <summary>The group an alert that begins is told with: its own, or that of the storm.</summary>
    public ValueTask<NotificationGroup> AdmitAsync(NotificationGroup group, LabelSet labels)
    {
        if (book.Tree.Find(group.Route)?.StormLimit is not (> 0 and var limit)) return new(group);
        var admission = counter.AdmitAsync(group.Route, group.Key, limit);

        // Fast path: decided here.
        return admission.IsCompletedSuccessfully ? new(Choose(admission.Result, group, labels)) : AwaitAsync(admission, group, labels);
    }

    private static async ValueTask<NotificationGroup> AwaitAsync(ValueTask<bool> admission, NotificationGroup group, LabelSet labels) => Choose(await admission, group, labels);

    private static NotificationGroup Choose(bool isAdmitted, NotificationGroup group, LabelSet labels)
    {
        if (isAdmitted) return group;
        var cause = LabelSet.Of(("alertname", labels["alertname"] ?? ""));
        return new($"{group.Route}{Mark}{cause}", group.Route, cause);
    }
}
