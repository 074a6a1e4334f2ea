namespace EventFlow.Notifications;

/// <summary>What the alerts of a notification are to be told about its delivery.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.Notifications.DeliveryReport")]
public sealed record DeliveryReport(IReadOnlyList<string> Fingerprints, AlertDelivery Delivery);
