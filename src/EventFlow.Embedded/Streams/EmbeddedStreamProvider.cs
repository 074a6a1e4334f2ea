namespace EventFlow.Embedded.Streams;

/// <summary>A stream provider over a source.</summary>
internal sealed class EmbeddedStreamProvider(string name, IStreamSource source, StreamManager manager) : IStreamProvider
{
    public string Name => name;

    public bool IsRewindable => source.IsRewindable;

    public IStreamSource Source => source;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new EmbeddedStream<T>(this, streamId);

    /// <summary>Items of a namespace nobody reads are not kept in memory: there they would only fill it up.</summary>
    public bool IsRead(StreamId stream) => source is not MemoryStreamSource || manager.HasSubscribers(stream.GetNamespace());
}
