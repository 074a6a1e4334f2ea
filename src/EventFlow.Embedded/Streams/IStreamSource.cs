namespace EventFlow.Embedded.Streams;

/// <summary>
/// What a stream provider of the embedded runtime reads from, such as the event log. Members are called from several threads at once;
/// one stream is read by one reader per subscribed grain class.
/// </summary>
public interface IStreamSource
{
    /// <summary>Whether earlier items can be read again. Default yes.</summary>
    bool IsRewindable => true;

    /// <summary>The streams of a namespace that exist now. Later ones make themselves known by their first signal.</summary>
    IReadOnlyCollection<StreamId> ListStreams(string streamNamespace);

    /// <summary>Position of the newest item, for measuring lag; null when the stream is empty. Cheap: it is asked whenever figures are.</summary>
    StreamSequenceToken? GetTail(StreamId stream);

    /// <summary>
    /// Items from a position on, oldest first, each with its token; empty when there is none yet. Tokens of one stream are of one type and
    /// grow strictly. A source that carries one item type throws <see cref="InvalidCastException"/> for any other.
    /// </summary>
    /// <param name="stream">The stream; one that does not exist yet is empty.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="maxItems">Most items to give, at least 1; a source may give fewer, and may exceed it to keep a batch together.</param>
    /// <param name="cancellationToken">Set when the runtime stops.</param>
    ValueTask<IReadOnlyList<SequentialItem<T>>> ReadAsync<T>(StreamId stream, StreamPosition from, int maxItems, CancellationToken cancellationToken);

    /// <summary>Has <paramref name="dataAvailable"/> called after items have become readable. It returns at once and never throws; calls may be merged.</summary>
    /// <returns>Dispose it to end the calls.</returns>
    IDisposable Subscribe(Action<StreamId> dataAvailable);
}
