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
        return new(string.Create(CultureInfo.InvariantCulture, $"test-{now:x}"), group.ToString(), group, "firing", [alert], now) { Reason = "test" };
    }
}
