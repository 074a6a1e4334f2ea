namespace EventFlow;

/// <summary>A partition of the log: first stored and next free offset, bytes, segments.</summary>
public sealed record EventPartitionInfo(string Stream, int Partition, long FirstOffset, long NextOffset, long Bytes, int Segments);
