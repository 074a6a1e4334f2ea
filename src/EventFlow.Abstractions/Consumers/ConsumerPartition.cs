namespace EventFlow;

/// <summary>A consumer in one partition: the offset from which it goes on, where the partition ends, and how many events lie between.</summary>
public sealed record ConsumerPartition(int Partition, long Offset, long NextOffset, long Lag);
