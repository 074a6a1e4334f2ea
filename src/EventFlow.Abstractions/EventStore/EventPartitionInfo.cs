namespace EventFlow;

/// <summary>A partition of the log: first stored and next free offset, bytes, segments.</summary>
public sealed record EventPartitionInfo(string Stream, int Partition, long FirstOffset, long NextOffset, long Bytes, int Segments)
{
    /// <summary>Earliest event time, unix ms; null when there is none, or the log does not know.</summary>
    public long? FirstTime { get; init; }

    /// <summary>Latest event time, unix ms; null when there is none, or the log does not know.</summary>
    public long? LastTime { get; init; }

    /// <summary>Offsets lost to damage, as far as they were come upon.</summary>
    public IReadOnlyList<LostEvents> Lost { get; init; } = [];
}
