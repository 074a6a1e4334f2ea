namespace EventFlow;

/// <summary>A stored log record with its place in the log.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.LogLine")]
public sealed record LogLine(long Offset, int Partition, long ReceivedAt, LogEvent Event);
