namespace EventFlow.Notifications.Templates;

/// <summary>What a template sees of a notification, by the names Alertmanager has for it.</summary>
internal static class TemplateModel
{
    public static TemplateThing Of(Notification notification, ChannelDefinition channel, string externalUrl, DateTimeOffset now)
    {
        var alerts = notification.Alerts.Select(a => (object?)Of(a, externalUrl, now)).ToList();
        return new("the notification", new Dictionary<string, object?>
        {
            ["Status"] = notification.Status,
            ["Reason"] = notification.Reason,
            ["Incident"] = notification.Incident ?? "",
            ["Receiver"] = channel.Id,
            ["StandsInFor"] = notification.StandsInFor ?? "",
            ["Step"] = notification.For ?? "",
            ["GroupKey"] = notification.GroupKey,
            ["GroupLabels"] = notification.GroupLabels,
            ["CommonLabels"] = CommonLabels.Of(notification.Alerts, static a => a.Labels),
            ["CommonAnnotations"] = CommonLabels.Of(notification.Alerts, static a => a.Annotations),
            ["Severity"] = MessageWords.Of(MessageWords.Highest(notification)),
            ["Alerts"] = new TemplateAlertList(alerts, [.. alerts.Where((_, i) => notification.Alerts[i].State != AlertState.Resolved)], [.. alerts.Where((_, i) => notification.Alerts[i].State == AlertState.Resolved)]),
            ["TruncatedAlerts"] = (double)notification.TruncatedAlerts,
            ["ExternalURL"] = externalUrl,
        });
    }

    private static TemplateThing Of(AlertNotice alert, string externalUrl, DateTimeOffset now)
    {
        var (start, end) = (DateTimeOffset.FromUnixTimeMilliseconds(alert.StartsAt), alert.EndsAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : (DateTimeOffset?)null);
        return new("an alert", new Dictionary<string, object?>
        {
            ["Status"] = alert.State == AlertState.Resolved ? "resolved" : "firing",
            ["State"] = MessageWords.Of(alert.State),
            ["Severity"] = MessageWords.Of(alert.Severity),
            ["Name"] = MessageWords.NameOf(alert),
            ["Labels"] = alert.Labels,
            ["Annotations"] = alert.Annotations,
            ["StartsAt"] = start,
            ["EndsAt"] = end is { } ended ? ended : (object)"",
            ["Duration"] = (end ?? now) - start,
            ["Fingerprint"] = alert.Fingerprint,
            ["GeneratorURL"] = MessageWords.LinkOf(alert, externalUrl),
            ["URL"] = MessageWords.LinkOf(alert, externalUrl),
        });
    }
}
