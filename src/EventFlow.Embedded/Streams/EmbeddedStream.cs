namespace EventFlow.Embedded.Streams;

/// <summary>A stream to send items to.</summary>
internal sealed class EmbeddedStream<T>(EmbeddedStreamProvider provider, StreamId stream) : IAsyncStream<T>
{
    public bool IsRewindable => provider.IsRewindable;

    public string ProviderName => provider.Name;

    public StreamId StreamId => stream;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => AppendAsync([item], token);

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null) => AppendAsync(batch as IReadOnlyList<T> ?? [.. batch], token);

    public Task OnErrorAsync(Exception ex) => throw new NotSupportedException($"Stream {stream} carries items only; send a fault as an item.");

    private Task AppendAsync(IReadOnlyList<T> items, StreamSequenceToken? token)
    {
        if (token is not null)
            throw new ArgumentException($"The provider of stream {stream} assigns positions itself; expected no token.", nameof(token));
        if (provider.Source is not IStreamSink sink)
            throw new NotSupportedException($"Stream provider '{provider.Name}' only reads; append where its source is written.");
        return provider.IsRead(stream) ? sink.AppendAsync(stream, items).AsTask() : Task.CompletedTask;
    }
}
