namespace EventFlow;

/// <summary>How far a partition is processed: next offset to apply, offset of the checkpoint, duplicates dropped, events routed, and the last error.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.IngestionStatus")]
public sealed record IngestionStatus(string Stream, int Partition, long NextOffset, long Checkpoint, long Duplicates, long Events, string? LastError);
