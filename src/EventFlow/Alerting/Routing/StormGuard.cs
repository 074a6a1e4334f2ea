namespace EventFlow.Alerting.Routing;

/// <summary>
/// Many groups of one route that begin within a minute have one cause more likely than many: beyond the route's limit, further ones are told together, by name of the alert, in one message
/// with a count. What it counts is not stored: a start begins anew. Thread safe.
/// </summary>
public sealed class StormGuard(RoutingBook book, TimeProvider time)
{
    private const string Mark = ":storm";
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, DateTimeOffset>> _begun = new(StringComparer.Ordinal);

    /// <summary>Whether a group stands for the storm of a route.</summary>
    public static bool IsStorm(NotificationGroup group) => group.Key.StartsWith(group.Route + Mark, StringComparison.Ordinal);

    /// <summary>The group an alert that begins is told with: its own, or that of the storm.</summary>
    public NotificationGroup Admit(NotificationGroup group, LabelSet labels)
    {
        if (book.Tree.Find(group.Route)?.StormLimit is not (> 0 and var limit)) return group;
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (!_begun.TryGetValue(group.Route, out var begun)) _begun[group.Route] = begun = new(StringComparer.Ordinal);
            if (begun.ContainsKey(group.Key)) return group;
            foreach (var old in begun.Where(b => now - b.Value >= Window).Select(static b => b.Key).ToList()) begun.Remove(old);
            if (begun.Count < limit)
            {
                begun[group.Key] = now;
                return group;
            }
        }
        var cause = LabelSet.Of(("alertname", labels["alertname"] ?? ""));
        return new($"{group.Route}{Mark}{cause}", group.Route, cause);
    }
}
