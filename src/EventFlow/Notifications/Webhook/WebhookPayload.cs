using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EventFlow.Notifications.Webhook;

/// <summary>Writes a notification as the payload of Alertmanager's webhook, version 4. The same notification gives the same bytes.</summary>
internal static class WebhookPayload
{
    // What Go writes for "no time": receivers compare with it to know that an alert has not ended.
    private const string NoTime = "0001-01-01T00:00:00Z";

    // Labels are text of people; receivers read JSON, not HTML, and signatures are over these bytes.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body.</summary>
    /// <param name="notification">What to tell.</param>
    /// <param name="receiver">Name of the channel.</param>
    /// <param name="externalUrl">Address of the dashboard, without a slash at its end.</param>
    /// <param name="maxAlerts">Alerts to include; 0 is all.</param>
    public static byte[] Write(Notification notification, string receiver, string externalUrl, int maxAlerts)
    {
        var all = notification.Alerts;
        var included = maxAlerts > 0 ? all.Take(maxAlerts).ToList() : [.. all];
        return JsonSerializer.SerializeToUtf8Bytes(
            new WebhookMessage(
                receiver, notification.Status, [.. included.Select(a => ToAlert(a, externalUrl))], notification.Reason, notification.GroupLabels,
                CommonLabels.Of(all, static a => a.Labels), Annotations(notification), externalUrl, "4", notification.GroupKey, all.Count - included.Count + notification.TruncatedAlerts),
            Json);
    }

    // Receivers know annotations: where the incident began is one of all alerts of the message.
    private static LabelSet Annotations(Notification notification)
    {
        var common = CommonLabels.Of(notification.Alerts, static a => a.Annotations);
        return notification.Incident is { Length: > 0 } incident ? common.With("incident", incident) : common;
    }

    private static WebhookAlert ToAlert(AlertNotice alert, string externalUrl)
    {
        var resolved = alert.State == AlertState.Resolved;
        return new(
            resolved ? "resolved" : "firing", alert.Labels, alert.Annotations, Time(alert.StartsAt), resolved && alert.EndsAt is { } end ? Time(end) : NoTime,
            $"{externalUrl}/alerts/{alert.Fingerprint}", alert.Fingerprint);
    }

    private static string Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
