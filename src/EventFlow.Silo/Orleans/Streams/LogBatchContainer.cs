namespace EventFlow.Silo;

/// <summary>A delivery: batches of one partition in log order. To another silo it goes as <see cref="LogBatchSurrogate"/>.</summary>
[Immutable]
internal sealed class LogBatchContainer(StreamId streamId, EventBatch[] batches, StreamSequenceToken sequenceToken) : IBatchContainer
{
    public StreamId StreamId { get; } = streamId;

    public EventBatch[] Batches { get; } = batches;

    public StreamSequenceToken SequenceToken { get; } = sequenceToken;

    // The token of an item is the offset of its last event, so that "at" an offset begins with the batch that holds it.
    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => typeof(T).IsAssignableFrom(typeof(EventBatch))
        ? Batches.Select(static b => Tuple.Create((T)(object)b, (StreamSequenceToken)new Orleans.Providers.Streams.Common.EventSequenceTokenV2(b.LastOffset)))
        : throw new InvalidCastException($"The stream {StreamId} carries {nameof(EventBatch)}; a grain asks for {typeof(T).Name}.");

    public bool ImportRequestContext() => false;
}
