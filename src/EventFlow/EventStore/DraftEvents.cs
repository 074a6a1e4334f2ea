using System.Collections;

namespace EventFlow.EventStore;

/// <summary>Events that a gateway has encoded as it read them, on their way into the log: the log on local disk takes the bytes, any other reads the events. Thread safe.</summary>
internal sealed class DraftEvents : IReadOnlyList<TelemetryEvent>
{
    private readonly (long ReceivedAt, string? Producer, long? Sequence) _header;
    private EncodedEvents? _events;

    /// <summary>Takes what an encoder has; the encoder is free again.</summary>
    public DraftEvents(EventBatchEncoder encoder, long receivedAt, string? producer, long? sequence)
    {
        _header = (receivedAt, producer, sequence);
        (Count, FirstTime, LastTime) = (encoder.Count, encoder.FirstTime, encoder.LastTime);
        Payload = encoder.Finish(producer, sequence).ToArray();
    }

    public byte[] Payload { get; }

    public int Count { get; }

    public long FirstTime { get; }

    public long LastTime { get; }

    private EncodedEvents Events => _events ??= EncodedEvents.Read(Payload, new TextPool(64), new SeriesPool(64));

    public TelemetryEvent this[int index] => Events[index];

    /// <summary>Whether the batch still says what is encoded.</summary>
    public bool Matches(EventBatch batch) => (batch.ReceivedAt, batch.Producer, batch.Sequence) == _header;

    public IEnumerator<TelemetryEvent> GetEnumerator() => Events.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
