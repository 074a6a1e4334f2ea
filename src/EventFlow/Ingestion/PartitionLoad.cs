namespace EventFlow.Ingestion;

/// <summary>Events that a request wants to add to a partition.</summary>
internal readonly record struct PartitionLoad(string Stream, int Partition, int Events);
