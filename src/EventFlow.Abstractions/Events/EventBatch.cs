namespace EventFlow;

/// <summary>
/// Events of one log frame, in order. <paramref name="FirstOffset"/> is the offset of the first, the next has one more, and so on.
/// <paramref name="ReceivedAt"/> is arrival time in unix milliseconds, given by the gateway.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.EventBatch")]
public sealed record EventBatch(string Stream, int Partition, long FirstOffset, long ReceivedAt, IReadOnlyList<TelemetryEvent> Events)
{
    /// <summary>Sender of the batch, where it numbers its batches.</summary>
    [Id(0)] public string? Producer { get; init; }

    /// <summary>The producer's number of this batch, from 0, ascending.</summary>
    [Id(1)] public long? Sequence { get; init; }

    /// <summary>Offset of the last event; <see cref="FirstOffset"/> - 1 when the batch is empty.</summary>
    public long LastOffset => FirstOffset + Events.Count - 1;
}
