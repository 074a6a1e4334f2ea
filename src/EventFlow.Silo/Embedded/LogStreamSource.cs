using System.Collections.Concurrent;
using EventFlow.Embedded.Streams;
using EventFlow.EventStore;

namespace EventFlow.Silo;

/// <summary>
/// Gives the partitions of the event log to the embedded runtime as grain streams: namespace <see cref="StreamNames.Namespace"/>, key <c>{stream}-{partition}</c>, an
/// <see cref="EventBatch"/> an item. The token of an item is the offset of its last event, so that "at" an offset begins with the batch that holds it and "after" an item with the
/// next one. Only what services report is listed: nobody subscribes to EventFlow's own streams. Thread safe.
/// </summary>
internal sealed class LogStreamSource(SegmentEventLog log) : IStreamSource, IDisposable
{
    // Items are batches of any size, so what is read at once is limited in bytes; as objects they take several times as much.
    private const int ReadBytes = 256 << 10;

    private readonly ConcurrentDictionary<StreamId, EventReader> _readers = new();

    public IReadOnlyCollection<StreamId> ListStreams(string streamNamespace) => streamNamespace == StreamNames.Namespace
        ? [.. EventStreams.Ingested.SelectMany(static s => Enumerable.Range(0, s.Partitions).Select(p => StreamOf(s.Name, p)))]
        : [];

    public StreamSequenceToken? GetTail(StreamId stream) => EventStreams.TryParseKey(stream.GetKeyAsString(), out var name, out var partition) && log.GetNextOffset(name, partition) is > 0 and var next
        ? new EventSequenceTokenV2(next - 1)
        : null;

    public async ValueTask<IReadOnlyList<SequentialItem<T>>> ReadAsync<T>(StreamId stream, StreamPosition from, int maxItems, CancellationToken cancellationToken)
    {
        if (typeof(T) != typeof(EventBatch))
        {
            throw new InvalidCastException($"The stream {stream} carries {nameof(EventBatch)}; a grain asks for {typeof(T).Name}.");
        }

        if (!EventStreams.TryParseKey(stream.GetKeyAsString(), out var name, out var partition))
        {
            return [];
        }

        var offset = from.Token is { } token ? token.SequenceNumber + (from.IsAfter ? 1 : 0) : 0;
        var reader = Take(stream, name, partition, offset);
        try
        {
            var batches = await reader.ReadAsync(ReadBytes, cancellationToken).ConfigureAwait(false);
            return [.. batches.Select(static b => new SequentialItem<T>((T)(object)b, new EventSequenceTokenV2(b.LastOffset)))];
        }
        finally
        {
            GiveBack(stream, reader);
        }
    }

    public IDisposable Subscribe(Action<StreamId> dataAvailable)
    {
        // A stream that is told of counts as one that exists. An alert's transitions, taken for events of its service, would make a silent service heard.
        void OnAppended(string stream, int partition)
        {
            if (IsIngested(stream)) dataAvailable(StreamOf(stream, partition));
        }

        log.Appended += OnAppended;
        return new Subscription(() => log.Appended -= OnAppended);
    }

    public void Dispose()
    {
        foreach (var reader in _readers.Values)
        {
            reader.Dispose();
        }

        _readers.Clear();
    }

    private static bool IsIngested(string stream)
    {
        foreach (var ingested in EventStreams.Ingested)
        {
            if (ingested.Name == stream)
            {
                return true;
            }
        }

        return false;
    }

    private static StreamId StreamOf(string stream, int partition) => StreamId.Create(StreamNames.Namespace, EventStreams.KeyOf(stream, partition));

    // A reader belongs to one read at a time; a second one at once would open its own and find the place taken when it gives it back.
    private EventReader Take(StreamId stream, string name, int partition, long offset)
    {
        if (!_readers.TryRemove(stream, out var reader))
        {
            return log.OpenReader(name, partition, offset);
        }

        if (reader.NextOffset != offset)
        {
            reader.Seek(offset);
        }

        return reader;
    }

    private void GiveBack(StreamId stream, EventReader reader)
    {
        if (!_readers.TryAdd(stream, reader))
        {
            reader.Dispose();
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
