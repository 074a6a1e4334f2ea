using EventFlow.Embedded.Streams;

namespace EventFlow.Embedded.Tests;

/// <summary>A stream source over lists, standing in for the event log; it outlives the runtime.</summary>
public sealed class ListSource : IStreamSource
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StreamId, List<string>> _streams = [];
    private Action<StreamId>? _signal;

    /// <summary>When set, reading fails with this.</summary>
    public Exception? ReadError { get; set; }

    public void Append(StreamId stream, params string[] items)
    {
        lock (_gate)
        {
            if (!_streams.TryGetValue(stream, out var list))
                _streams[stream] = list = [];
            list.AddRange(items);
        }

        _signal?.Invoke(stream);
    }

    public IReadOnlyCollection<StreamId> ListStreams(string streamNamespace)
    {
        lock (_gate)
            return [.. _streams.Keys.Where(stream => stream.GetNamespace() == streamNamespace)];
    }

    public StreamSequenceToken? GetTail(StreamId stream)
    {
        lock (_gate)
            return _streams.TryGetValue(stream, out var list) ? new EventSequenceTokenV2(list.Count - 1) : null;
    }

    public ValueTask<IReadOnlyList<SequentialItem<T>>> ReadAsync<T>(StreamId stream, StreamPosition from, int maxItems, CancellationToken cancellationToken)
    {
        if (ReadError is { } error)
            throw error;
        lock (_gate)
        {
            var first = from.Token is null ? 0 : (int)from.Token.SequenceNumber + (from.IsAfter ? 1 : 0);
            return new([.. _streams[stream].Skip(first).Take(maxItems).Select((item, index) => new SequentialItem<T>((T)(object)item, new EventSequenceTokenV2(first + index)))]);
        }
    }

    public IDisposable Subscribe(Action<StreamId> dataAvailable)
    {
        _signal = dataAvailable;
        return new Subscription(this);
    }

    private sealed class Subscription(ListSource source) : IDisposable
    {
        public void Dispose() => source._signal = null;
    }
}
