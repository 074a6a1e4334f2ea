namespace EventFlow;

/// <summary>What became of a notification about an alert: channel, <c>firing</c> or <c>resolved</c>, outcome (<c>queued</c>, <c>sent</c>, <c>retrying</c>, <c>dead-lettered</c>, <c>skipped</c>, <c>joined</c>), when (unix ms), attempts and the last reason.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.AlertDelivery")]
public sealed record AlertDelivery(string NotificationId, string Channel, string Status, string Outcome, long At, int Attempts, string? Reason)
{
    /// <summary>The step of an escalation it was sent for, in words (<c>step 2, Ada</c>); null when it was sent for none.</summary>
    [Id(0)] public string? For { get; init; }
}
