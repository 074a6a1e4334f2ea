namespace EventFlow;

/// <summary>How far a replay is in one partition: offsets from <paramref name="FirstOffset"/> to before <paramref name="EndOffset"/>, of which those before <paramref name="NextOffset"/> are done.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ReplayPartition")]
public sealed record ReplayPartition(string Stream, int Partition, long FirstOffset, long EndOffset, long NextOffset);
