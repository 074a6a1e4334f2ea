namespace EventFlow.Alerting;

/// <summary>A notification and the channel it is for.</summary>
public sealed record GroupMessage(string Channel, Notification Notification);
