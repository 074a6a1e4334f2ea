namespace EventFlow;

/// <summary>One try to deliver: when (unix ms), how long it took in ms, the reason of failure and a detail without addresses or tokens.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.DeliveryAttempt")]
public sealed record DeliveryAttempt(long At, double DurationMs, string Reason, string Detail);
