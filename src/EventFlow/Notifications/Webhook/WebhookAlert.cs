using System.Text.Json.Serialization;

namespace EventFlow.Notifications.Webhook;

/// <summary>One alert in the payload, members in Alertmanager's order.</summary>
internal sealed record WebhookAlert(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("labels")] LabelSet Labels,
    [property: JsonPropertyName("annotations")] LabelSet Annotations,
    [property: JsonPropertyName("startsAt")] string StartsAt,
    [property: JsonPropertyName("endsAt")] string EndsAt,
    [property: JsonPropertyName("generatorURL")] string GeneratorUrl,
    [property: JsonPropertyName("fingerprint")] string Fingerprint);
