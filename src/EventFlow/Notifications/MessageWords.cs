namespace EventFlow.Notifications;

/// <summary>The words messages have for what alerts are.</summary>
internal static class MessageWords
{
    public static string Of(Severity severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.Warning => "warning",
        Severity.Info => "info",
        _ => "none",
    };

    public static string Of(AlertState state) => state switch
    {
        AlertState.Pending => "pending",
        AlertState.Firing => "firing",
        AlertState.Acknowledged => "acknowledged",
        AlertState.Resolved => "resolved",
        AlertState.NoData => "no-data",
        _ => state.ToString().ToLowerInvariant(),
    };

    public static string NameOf(AlertNotice alert) => alert.Labels["alertname"] ?? alert.Fingerprint;

    public static string LinkOf(AlertNotice alert, string externalUrl) => $"{externalUrl}/alerts/{alert.Fingerprint}";

    /// <summary>The page where somebody who reads the message begins.</summary>
    public static string LinkOf(Notification notification, string externalUrl) => notification.Alerts.Count == 1 ? LinkOf(notification.Alerts[0], externalUrl) : $"{externalUrl}/alerts";

    /// <summary>The highest severity among those that are not over; of all when all are.</summary>
    public static Severity Highest(Notification notification)
    {
        var on = notification.Alerts.Where(static a => a.State != AlertState.Resolved).ToList();
        return (on.Count > 0 ? on : notification.Alerts).Select(static a => a.Severity).DefaultIfEmpty(Severity.None).Max();
    }

    /// <summary>Whether all that the message tells of is over, which its incident need not be.</summary>
    public static bool IsAllOver(Notification notification) => notification.Status == "resolved" || (notification.Alerts.Count > 0 && notification.Alerts.All(static a => a.State == AlertState.Resolved));

    /// <summary>Whether the message tells of something critical that fires, for which people are called.</summary>
    public static bool Calls(Notification notification) => !IsAllOver(notification) && Highest(notification) == Severity.Critical;

    /// <summary>Red, amber or blue by severity, green when it is over; as rrggbb.</summary>
    public static string Colour(Notification notification) => notification.Status == "resolved" ? "2eb67d" : Highest(notification) switch
    {
        Severity.Critical => "d92d20",
        Severity.Warning => "f79009",
        _ => "2e90fa",
    };
}
