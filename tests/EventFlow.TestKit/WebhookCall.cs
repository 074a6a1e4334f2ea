using System.Text.Json;

namespace EventFlow.TestKit;

/// <summary>One call of a webhook: its body, in the form of Alertmanager's version 4, and its idempotency key.</summary>
public sealed record WebhookCall(JsonElement Body, string IdempotencyKey)
{
    /// <summary><c>firing</c> or <c>resolved</c>.</summary>
    public string Status => Body.GetProperty("status").GetString()!;

    /// <summary>The label <c>service</c> of the group.</summary>
    public string? Service => Body.GetProperty("groupLabels").TryGetProperty("service", out var service) ? service.GetString() : null;
}
