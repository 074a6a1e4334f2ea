using System.Collections.Concurrent;

namespace EventFlow.Embedded.Streams;

/// <summary>Streams in memory: bounded, lost with the process. An item is dropped once it has been delivered; a full stream makes its producers wait.</summary>
internal sealed class MemoryStreamSource(int capacity) : IStreamSource, IStreamSink
{
    private readonly ConcurrentDictionary<StreamId, ItemQueue> _streams = new();
    private Action<StreamId>? _dataAvailable;

    public bool IsRewindable => false;

    public IReadOnlyCollection<StreamId> ListStreams(string streamNamespace) =>
        [.. _streams.Keys.Where(stream => string.Equals(stream.GetNamespace(), streamNamespace, StringComparison.Ordinal))];

    public StreamSequenceToken? GetTail(StreamId stream) => _streams.TryGetValue(stream, out var items) ? items.Tail : null;

    public ValueTask<IReadOnlyList<SequentialItem<T>>> ReadAsync<T>(StreamId stream, StreamPosition from, int maxItems, CancellationToken cancellationToken) =>
        new(_streams.TryGetValue(stream, out var items) ? items.Read<T>(from, maxItems) : []);

    public async ValueTask AppendAsync<T>(StreamId stream, IReadOnlyList<T> items)
    {
        var queue = _streams.GetOrAdd(stream, static (_, limit) => new ItemQueue(limit), capacity);
        foreach (var item in items)
        {
            await queue.AppendAsync(item!);
            _dataAvailable?.Invoke(stream);
        }
    }

    public IDisposable Subscribe(Action<StreamId> dataAvailable)
    {
        _dataAvailable = dataAvailable;
        return new Subscription(this);
    }

    private sealed class Subscription(MemoryStreamSource source) : IDisposable
    {
        public void Dispose() => source._dataAvailable = null;
    }

    private sealed class ItemQueue(int capacity)
    {
        private readonly Lock _gate = new();
        private readonly SemaphoreSlim _room = new(capacity, capacity);
        private readonly Queue<(long Number, object Item)> _items = new();
        private long _next;

        public StreamSequenceToken? Tail
        {
            get
            {
                lock (_gate)
                    return _next == 0 ? null : new EventSequenceTokenV2(_next - 1);
            }
        }

        public async ValueTask AppendAsync(object item)
        {
            await _room.WaitAsync();
            lock (_gate)
                _items.Enqueue((_next++, item));
        }

        public IReadOnlyList<SequentialItem<T>> Read<T>(StreamPosition from, int maxItems)
        {
            lock (_gate)
            {
                // Reading after an item says that it was delivered.
                while (from is { IsAfter: true, Token: { } delivered } && _items.TryPeek(out var oldest) && oldest.Number <= delivered.SequenceNumber)
                {
                    _items.Dequeue();
                    _room.Release();
                }

                return [.. _items.Take(maxItems).Select(static item => new SequentialItem<T>((T)item.Item, new EventSequenceTokenV2(item.Number)))];
            }
        }
    }
}
