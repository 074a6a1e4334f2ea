using EventFlow.Embedded.Runtime;

namespace EventFlow.Embedded.Streams;

/// <summary>What an activation has resumed: a stream, an observer, and how far delivery has come. It dies with the activation.</summary>
internal abstract class StreamSubscription(Activation activation, string provider, StreamId stream, StreamPosition start)
{
    public string Provider { get; } = provider;

    public StreamId Stream { get; } = stream;

    /// <summary>What is to be read next; moved in the grain's turns.</summary>
    public StreamPosition Position { get; protected set; } = start;

    public Activation Activation { get; } = activation;

    /// <summary>Reads the next items.</summary>
    public abstract ValueTask<StreamBatch> ReadAsync(IStreamSource source, int maxItems, CancellationToken cancellationToken);

    public abstract Task OnErrorAsync(Exception error);
}
