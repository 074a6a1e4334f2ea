namespace EventFlow;

/// <summary>How a channel does: health (<c>healthy</c>, <c>failing</c>, <c>paused</c>), what waits, what was sent, failed and given up, and the last error (without addresses or tokens). Times unix ms.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ChannelStatus")]
public sealed record ChannelStatus(ChannelDefinition Channel, string Health, int Queued, long Sent, long FailedAttempts, int DeadLetters, long? LastSentAt, long? LastFailedAt, string? LastError);
