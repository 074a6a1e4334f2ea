using System.Text.Json.Serialization;

namespace EventFlow.Notifications.Webhook;

/// <summary>The payload of Alertmanager's webhook, version 4, members in its order.</summary>
internal sealed record WebhookMessage(
    [property: JsonPropertyName("receiver")] string Receiver,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("alerts")] IReadOnlyList<WebhookAlert> Alerts,
    [property: JsonPropertyName("notification_reason")] string NotificationReason,
    [property: JsonPropertyName("groupLabels")] LabelSet GroupLabels,
    [property: JsonPropertyName("commonLabels")] LabelSet CommonLabels,
    [property: JsonPropertyName("commonAnnotations")] LabelSet CommonAnnotations,
    [property: JsonPropertyName("externalURL")] string ExternalUrl,
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("groupKey")] string GroupKey,
    [property: JsonPropertyName("truncatedAlerts")] int TruncatedAlerts);
