namespace EventFlow.Ingestion;

/// <summary>Where events of a request lie in the log: first and last offset of a partition.</summary>
public sealed record StoredRange(string Stream, int Partition, long First, long Last);
