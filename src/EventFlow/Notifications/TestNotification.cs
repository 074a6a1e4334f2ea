using System.Globalization;

namespace EventFlow.Notifications;

/// <summary>The message that tries a channel out: a firing alert that says what it is.</summary>
internal static class TestNotification
{
    public static Notification Create(string who, long now)
    {
        var labels = LabelSet.Of(("alertname", "EventFlow test"), (SeriesId.ServiceLabel, "eventflow"), ("severity", "info"), ("type", "test"));
        var texts = LabelSet.Of(("summary", $"This is a test, sent by {who}. The channel works; nothing is wrong."));
        var group = LabelSet.Of((SeriesId.ServiceLabel, "eventflow"), ("type", "test"));
        var alert = new AlertNotice(Fingerprint.Of("eventflow-test", labels), 1, 1, AlertState.Firing, Severity.Info, labels, texts, now, null, now);
        return Of(alert, group, "test", now);
    }

    /// <summary>What would be sent of an alert by itself.</summary>
    public static Notification Of(AlertDetail detail, long now)
    {
        var alert = detail.Alert;
        var notice = new AlertNotice(alert.Id, alert.Episode, alert.Version, alert.State, alert.Severity, alert.Labels, detail.Annotations["summary"] is null ? detail.Annotations.With("summary", alert.Summary) : detail.Annotations, alert.StartsAt, alert.EndsAt, alert.StartsAt);
        return Of(notice, LabelSet.Of((SeriesId.ServiceLabel, alert.Service)), "preview", now);
    }

    private static Notification Of(AlertNotice alert, LabelSet group, string reason, long now)
    {
        var status = alert.State == AlertState.Resolved ? "resolved" : "firing";
        return new(string.Create(CultureInfo.InvariantCulture, $"test-{now:x}"), group.ToString(), group, status, [alert], now) { Reason = reason };
    }
}
