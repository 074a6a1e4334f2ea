namespace EventFlow;

/// <summary>A bounded queue: what waits, its limit, what was dropped or refused.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.QueueStatus")]
public sealed record QueueStatus(string Name, long Depth, long Limit, long Dropped);
