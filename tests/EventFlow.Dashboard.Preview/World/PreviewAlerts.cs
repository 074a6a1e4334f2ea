using System.Collections.Concurrent;

namespace EventFlow.Dashboard.Preview;

/// <summary>Alerts that follow from the incidents of <see cref="PreviewWorld"/>; what operators do to them is remembered.</summary>
public sealed class PreviewAlerts(PreviewWorld world) : IAlertService
{
    private readonly ConcurrentDictionary<string, (AlertState State, string Who, string Comment, long At)> _acts = new();

    public event Action<AlertSummary>? Acted;

    public IEnumerable<AlertSummary> Open() => All(48).Where(static a => a.State is AlertState.Firing or AlertState.Acknowledged or AlertState.NoData);

    public IEnumerable<AlertSummary> All(int incidents)
    {
        if (world.IsEmpty) yield break;
        var now = world.Now;
        foreach (var service in new[] { "payments", "orders" })
        {
            var at = world.LastIncident(service, now);
            for (var i = 0; i < incidents; i++, at = world.LastIncident(service, at - 1))
            {
                if (service == "payments")
                {
                    if (Make(service, "latency-high", "Latency high", "latency_ms", Severity.Critical, at, 15_000, "latency_ms is 684 ms, above 500 ms for 10 s", 684, now) is { } a) yield return a;
                    if (Make(service, "errors-high", "Error rate high", "error_rate_percent", Severity.Warning, at, 22_000, "error_rate_percent is 7.4 %, above 5 % for 15 s", 7.4, now) is { } b) yield return b;
                }
                else if (Make(service, "latency-anomaly", "Latency far from usual", "latency_ms", Severity.Warning, at, 18_000, "latency_ms is 341 ms, 9.2 deviations above the usual 88 ms", 341, now) is { } c) yield return c;
            }
        }
        yield return new("n0d4ta00n0d4ta00", "silence", "No data", "ec2-recorded", null, Severity.Info, AlertState.NoData, "ec2-recorded has not reported for 10 min", LabelSet.Of(("alertname", "No data"), ("service", "ec2-recorded"), ("type", "availability")), null,
            now - 600_000, null, now - 600_000, null, null, null, "notified ops-log", 1, 2);
    }

    public ValueTask<Page<AlertSummary>> Query(AlertQuery q)
    {
        world.Check("the list of alerts");
        var all = All(48).Where(a => (q.States is null ? a.State != AlertState.Pending : q.States.Contains(a.State)) && (q.Service is null || a.Service == q.Service) && (q.Severity is null || a.Severity == q.Severity)
            && (q.RuleId is null || a.RuleId == q.RuleId) && (q.Text is null || a.Name.Contains(q.Text, StringComparison.OrdinalIgnoreCase) || a.Summary.Contains(q.Text, StringComparison.OrdinalIgnoreCase)))
            .OrderByDescending(static a => a.UpdatedAt).ToList();
        return new(new Page<AlertSummary>([.. all.Skip(q.Offset).Take(q.Limit)], all.Count, q.Offset, q.Limit));
    }

    public ValueTask<AlertDetail?> Get(string id)
    {
        world.Check("the alert");
        return new(All(48).FirstOrDefault(a => a.Id == id) is { } alert ? Detail(alert) : null);
    }

    public ValueTask<Outcome<AlertDetail>> Unacknowledge(string id, string who, string comment) => new(Act(id, AlertState.Firing, who, comment));

    public ValueTask<Outcome<AlertDetail>> Acknowledge(string id, string who, string comment, long? until = null) => new(Act(id, AlertState.Acknowledged, who, comment));

    public ValueTask<Outcome<AlertDetail>> Resolve(string id, string who, string comment) => new(Act(id, AlertState.Resolved, who, comment));

    private Outcome<AlertDetail> Act(string id, AlertState state, string who, string comment)
    {
        if (All(48).FirstOrDefault(a => a.Id == id) is not { } alert) return Outcome<AlertDetail>.NotFound($"There is no alert {id}.");
        if (alert.State == AlertState.Resolved) return Outcome<AlertDetail>.Conflict("The alert is resolved already.");
        _acts[id] = (state, who, comment, world.Now);
        var now = All(48).First(a => a.Id == id);
        Acted?.Invoke(now);
        return Outcome<AlertDetail>.Done(Detail(now));
    }

    private AlertSummary? Make(string service, string rule, string name, string metric, Severity severity, long at, long after, string summary, double value, long now)
    {
        var start = at + after;
        if (start > now) return null;
        var over = at + PreviewWorld.IncidentLength;
        var labels = LabelSet.Of(("alertname", name), ("service", service), ("severity", severity.ToString().ToLowerInvariant()), ("type", "latency"), ("metric", metric));
        var id = Fingerprint.Of(rule, labels.With("at", start.ToString()));
        var state = over < now ? AlertState.Resolved : AlertState.Firing;
        var series = SeriesId.Create(service, metric, LabelSet.Empty);
        string? by = null, comment = null;
        var action = state == AlertState.Resolved ? "resolved by the rule; notified ops-webhook" : "notified ops-webhook, ops-log";
        long updated = state == AlertState.Resolved ? over : start, version = state == AlertState.Resolved ? 4 : 2;
        if (_acts.TryGetValue(id, out var act) && state != AlertState.Resolved)
        {
            state = act.State;
            by = act.Who;
            comment = act.Comment;
            action = $"{(state == AlertState.Resolved ? "resolved" : "acknowledged")} by {by}";
            updated = act.At;
            version = 3;
        }
        return new(id, rule, name, service, metric, severity, state, summary, labels, series, start, state == AlertState.Resolved ? Math.Min(over, updated) : null, updated, value, by, comment, action, 1, version);
    }

    private AlertDetail Detail(AlertSummary a)
    {
        var history = new List<AlertTransition> { new(AlertState.None, AlertState.Pending, a.StartsAt - 10_000, a.StartsAt - 9_950, "rule " + a.RuleId, "condition began to hold"), new(AlertState.Pending, AlertState.Firing, a.StartsAt, a.StartsAt + 60, "rule " + a.RuleId, a.Summary) };
        if (a.Severity == Severity.Critical && a.State != AlertState.Resolved)
            history.Add(new(AlertState.Firing, AlertState.Firing, a.StartsAt + 10_000, a.StartsAt + 10_000, "escalation night", "Step 1 of 3: told ops-webhook.") { Kind = AlertTransition.Escalated });
        if (_acts.TryGetValue(a.Id, out var act)) history.Add(new(AlertState.Firing, act.State, act.At, act.At, act.Who, act.Comment));
        if (a.State == AlertState.Resolved && a.EndsAt is { } end) history.Add(new(AlertState.Firing, AlertState.Resolved, end, end + 80, "rule " + a.RuleId, "condition is gone for 30 s"));
        var deliveries = new List<AlertDelivery>
        {
            new("n-2", "ops-webhook", "firing", "sent", a.StartsAt + 3_400, 2, "server") { For = a.Severity == Severity.Critical ? "step 1" : null }, new("n-1", "ops-log", "firing", "sent", a.StartsAt + 3_020, 1, null),
        };
        if (a.State == AlertState.Resolved) deliveries.Insert(0, new("n-3", "ops-webhook", "resolved", "sent", (a.EndsAt ?? a.StartsAt) + 3_100, 1, null));
        return new(a, LabelSet.Of(("runbook_url", "https://runbooks.example/latency"), ("description", "Customers wait at the checkout when this fires.")), 88, 40, 140, 9.2, history, deliveries);
    }
}
