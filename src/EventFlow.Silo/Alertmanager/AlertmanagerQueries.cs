using EventFlow.Alerting.Intake;
using EventFlow.Alerting.Routing;

namespace EventFlow.Silo;

/// <summary>Alerts, groups and silences as Alertmanager shows them.</summary>
internal sealed class AlertmanagerQueries(IGrainFactory grains, OpenAlertVisitor visitor, RoutingBook routing)
{
    /// <summary>The open alerts that match, by fingerprint.</summary>
    public async Task<List<AlertmanagerAlert>> AlertsAsync(AlertmanagerFilter filter)
    {
        await routing.EnsureAsync();
        var leases = (await grains.GetGrain<IAlertLeaseGrain>(Tenants.Default).List()).ToDictionary(static l => l.Fingerprint, static l => l.Until, StringComparer.Ordinal);
        var found = new List<AlertmanagerAlert>();
        foreach (var alert in await visitor.OpenAsync())
        {
            var nodes = routing.Tree.Match(alert.Labels);
            if (filter.Accepts(alert, nodes)) found.Add(ToAlert(alert, nodes, leases.GetValueOrDefault(alert.Id)));
        }
        found.Sort(static (a, b) => string.CompareOrdinal(a.Fingerprint, b.Fingerprint));
        return found;
    }

    /// <summary>The open alerts that match, by route and group.</summary>
    public async Task<IReadOnlyList<AlertmanagerGroup>> GroupsAsync(AlertmanagerFilter filter)
    {
        var groups = new SortedDictionary<string, AlertmanagerGroup>(StringComparer.Ordinal);
        foreach (var alert in await AlertsAsync(filter))
            foreach (var node in routing.Tree.Match(alert.Labels))
            {
                if (!filter.AcceptsReceiver(node.Receiver)) continue;
                var group = node.GroupOf(alert.Labels);
                var key = $"{group.Labels}\n{node.Receiver}\n{group.Key}";
                if (!groups.TryGetValue(key, out var known)) groups[key] = known = new(group.Labels, new(node.Receiver), []);
                known.Alerts.Add(alert);
            }
        return [.. groups.Values];
    }

    /// <summary>A silence in Alertmanager's form. One that waits for its schedule has not begun, as far as Alertmanager knows states.</summary>
    public static AlertmanagerSilence ToSilence(SilenceStatus status)
    {
        var silence = status.Silence;
        var matchers = silence.Matchers.SelectMany(static m => MatcherParser.Parse(m, out _) ?? [])
            .Select(static m => new SilenceMatcher(m.Name, m.Value, m.IsExpression, m.IsPositive));
        return new(
            silence.Id, new(status.State == "waiting" ? "pending" : status.State), AlertmanagerJson.Time(silence.UpdatedAt), silence.Comment, silence.CreatedBy, AlertmanagerJson.Time(silence.EndsAt),
            [.. matchers], AlertmanagerJson.Time(silence.StartsAt));
    }

    private static AlertmanagerAlert ToAlert(AlertSummary alert, IReadOnlyList<RouteNode> nodes, long leasedUntil)
    {
        var isHeld = alert.State is AlertState.Silenced or AlertState.Inhibited;
        var ends = Math.Max(leasedUntil, alert.ExpiresAt ?? 0);
        // An alert of a rule of ours has no end until it resolves; the field is required.
        if (ends == 0) ends = Math.Max(alert.UpdatedAt, alert.StartsAt) + 60 * 60 * 1000;
        var annotations = alert.Annotations["summary"] is null && alert.Summary.Length > 0 ? alert.Annotations.With("summary", alert.Summary) : alert.Annotations;
        return new(
            annotations, AlertmanagerJson.Time(ends), alert.Id, [.. nodes.Select(static n => new AlertmanagerName(n.Receiver)).Distinct()], AlertmanagerJson.Time(alert.StartsAt),
            new([.. alert.Holds.InhibitedBy], [.. alert.Holds.SilencedBy], isHeld ? "suppressed" : "active"), AlertmanagerJson.Time(alert.UpdatedAt), alert.GeneratorUrl ?? "", alert.Labels);
    }
}
