namespace EventFlow;

/// <summary>A stream of the log and its number of partitions.</summary>
public sealed record EventStreamInfo(string Name, int Partitions);
