namespace EventFlow.Tests.Notifications;

/// <summary>Notifications for tests; the same each time.</summary>
internal static class Notices
{
    public const long Start = 1_767_225_600_000; // 2026-01-01T00:00:00Z

    public static AlertNotice Firing(string name = "High latency", AlertState state = AlertState.Firing) => new(
        "00c0ffee00c0ffee", 1, 3, state, Severity.Critical,
        LabelSet.Of(("alertname", name), ("service", "payments"), ("severity", "critical"), ("type", "degradation"), ("region", "eu")),
        LabelSet.Of(("summary", "latency_ms is 812, expected below 300"), ("runbook_url", "https://runbooks/latency?a=1&b=<2>")), Start + 1_250, null, Start + 1_300);

    public static AlertNotice Resolved(string name = "Errors") => new(
        "0badcafe0badcafe", 2, 5, AlertState.Resolved, Severity.Warning,
        LabelSet.Of(("alertname", name), ("service", "payments"), ("severity", "warning"), ("type", "degradation")),
        LabelSet.Of(("summary", "error rate is back to normal")), Start, Start + 60_000, Start + 60_100);

    public static Notification Of(string id, string status, params IReadOnlyList<AlertNotice> alerts) => new(
        id, "{service=\"payments\",type=\"degradation\"}", LabelSet.Of(("service", "payments"), ("type", "degradation")), status, alerts, Start + 10_000) { Reason = "first notification" };

    public static Notification Of(string id = "n1") => Of(id, "firing", Firing());
}
