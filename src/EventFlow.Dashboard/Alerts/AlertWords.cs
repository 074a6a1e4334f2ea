namespace EventFlow.Dashboard.Alerts;

/// <summary>What tells alerts of one name and service apart.</summary>
public static class AlertWords
{
    // Shown in places of their own.
    private static readonly string[] Known = ["alertname", "service", "severity", "type", "metric"];

    /// <summary>The labels that are shown nowhere else, such as <c>instance=host-1:9100</c>; empty when there is none.</summary>
    public static string Rest(LabelSet labels) => string.Join(", ", labels.Pairs.Where(static l => !Known.Contains(l.Key)).Select(static l => $"{l.Key}={l.Value}"));

    /// <summary>An alert in a sentence: <c>HostDown of fleet (instance=host-1:9100)</c>.</summary>
    public static string Name(AlertSummary alert) =>
        $"{alert.Name}{(alert.Service.Length > 0 ? $" of {alert.Service}" : "")}{(Rest(alert.Labels) is { Length: > 0 } rest ? $" ({rest})" : "")}";
}
