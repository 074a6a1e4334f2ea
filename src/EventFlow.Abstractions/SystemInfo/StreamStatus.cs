namespace EventFlow;

/// <summary>A partition of the log: its offsets, size, how far it is processed, and how many events that is behind.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.StreamStatus")]
public sealed record StreamStatus(string Stream, int Partition, long FirstOffset, long NextOffset, long Processed, long Lag, long Bytes, int Segments)
{
    /// <summary>Name of the silo that processes it; null where one process is all there is, or it is not known.</summary>
    [Id(0)] public string? Silo { get; init; }
}
