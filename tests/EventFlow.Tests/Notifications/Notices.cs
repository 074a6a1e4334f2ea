using EventFlow.Alerting;
using EventFlow.Notifications;
using EventFlow.Notifications.Templates;
using EventFlow.TestKit;
using Microsoft.Extensions.Options;

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

    /// <summary>A message far larger than any provider takes.</summary>
    public static Notification Huge() => Of("n1", "firing", [.. Enumerable.Range(0, 1_000).Select(static i => Firing($"Alert {i} \ud83d\ude00") with
    {
        Fingerprint = i.ToString("x16"), Annotations = LabelSet.Of(("summary", new string('ü', 4_000)), ("description", string.Concat(Enumerable.Repeat("\ud83d\ude00<&\"\\*_`", 800)))),
    })]);

    /// <summary>A try, worded by the built-in text or the templates of the channel.</summary>
    public static Dispatch DispatchOf(Notification notification, ChannelDefinition channel, ChannelKindDescription kind, string? reference = null)
    {
        var renderer = new MessageRenderer(Options.Create(new AlertingOptions { ExternalUrl = "https://eventflow.example.com" }), new ManualTimeProvider());
        return new(notification, channel, renderer.Render(notification, channel, kind), reference);
    }

    public static Notification Of(string id = "n1") => Of(id, "firing", Firing());
}
