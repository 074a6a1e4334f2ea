namespace EventFlow;

/// <summary>A bounded queue: what waits, its limit, what was dropped or refused, and how long the oldest has waited, seconds, where that is known.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.QueueStatus")]
public sealed record QueueStatus(string Name, long Depth, long Limit, long Dropped, double? OldestSeconds = null);
