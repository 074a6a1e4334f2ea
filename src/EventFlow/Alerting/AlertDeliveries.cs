namespace EventFlow.Alerting;

/// <summary>The outcomes a channel reports of a notification, and what an alert says of them.</summary>
internal static class AlertDeliveries
{
    public const string Queued = "queued";
    public const string Sent = "sent";
    public const string Retrying = "retrying";
    public const string DeadLettered = "dead-lettered";
    public const string Skipped = "skipped";
    public const string Joined = "joined";

    private const string Acknowledgement = "acknowledgement";

    /// <summary>What a message says that is no alarm: an acknowledgement, or its withdrawal; null for others.</summary>
    public static string? NewsOf(Notification notification) => notification.Reason switch
    {
        NotificationReasons.Acknowledged => Acknowledgement,
        NotificationReasons.Unacknowledged => NotificationReasons.Unacknowledged,
        _ => null,
    };

    /// <summary>Whether a report is newer than the known one of the same notification; reports may arrive late or twice.</summary>
    public static bool Supersedes(AlertDelivery report, AlertDelivery known)
    {
        if (report.At != known.At) return report.At > known.At;
        return (report.Attempts, Rank(report.Outcome)).CompareTo((known.Attempts, Rank(known.Outcome))) > 0;
    }

    /// <summary>What lists show as the action taken; null when the report is not worth replacing the last action.</summary>
    public static string? Describe(AlertDelivery delivery)
    {
        var what = delivery.Status == "resolved" ? "resolve to" : "notification to";
        var step = delivery.For is { } target ? $" ({target})" : "";
        return delivery.Outcome switch
        {
            Sent when delivery.Status == "resolved" => $"told {delivery.Channel} that it is resolved",
            // What they did says more than that a pager was told of it.
            Sent when delivery.For is Acknowledgement => null,
            Sent => $"notified {delivery.Channel}{step}",
            Retrying => $"{what} {delivery.Channel}{step} failed: {delivery.Reason}",
            Joined => $"joined an incident {delivery.Channel} was told of",
            DeadLettered => $"{what} {delivery.Channel}{step} given up after {Tries(delivery.Attempts)}: {delivery.Reason}",
            _ => null,
        };
    }

    private static string Tries(int attempts) => attempts == 1 ? "1 try" : $"{attempts} tries";

    private static int Rank(string outcome) => outcome switch
    {
        Queued => 0,
        Retrying => 1,
        _ => 2,
    };
}
