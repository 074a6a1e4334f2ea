using System.Collections.Concurrent;
using EventFlow.Embedded.Streams;
using EventFlow.EventStore;

namespace EventFlow.Silo;

/// <summary>
/// Gives the partitions of the event log to the embedded runtime as grain streams: namespace <see cref="StreamNames.Namespace"/>, key <c>{stream}-{partition}</c>, an
/// <see cref="EventBatch"/> an item. The token of an item is the offset of its last event, so that "at" an offset begins with the batch that holds it and "after" an item with the
/// next one. Only what services report is listed: nobody subscribes to EventFlow's own streams. Thread safe.
/// </summary>
/// <remarks>
/// A delivery costs a call for every service and series in it, however little it brings. So a stream that was read a moment ago is read again only when a pause has gone by; a longer one where
/// so much comes that calls can be shared by several events; none where a great deal waits. What comes after quiet is read at once.
/// </remarks>
/// <param name="log">The log.</param>
/// <param name="clock">The time.</param>
/// <param name="begin">Before it is done nothing is read; null reads at once.</param>
internal sealed class LogStreamSource(IFollowedEventLog log, TimeProvider clock, Task? begin = null) : IStreamSource, IDisposable
{
    // Items are batches of any size, so what is read at once is limited in bytes; what is made of them takes a few times as much.
    private const int ReadBytes = 512 << 10;

    // Adds at most this to the way of an event while others come before it; of the 100 ms from event to alert it is a small part.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    // The same where much comes: with a few thousand events a second and more, most services of a delivery have several events after this time and one after the short one.
    private static readonly TimeSpan LongPause = TimeSpan.FromMilliseconds(45);

    // In one pause; fewer would mostly be of a service each, and a call each sooner or later.
    private const int ManyEvents = 100;

    // So many are worth their calls without a pause.
    private const int EnoughEvents = 20_000;

    private readonly Dictionary<(string Stream, int Partition), StreamId> _ids = EventStreams.IngestedOf(log.Streams).ToDictionary(static p => p, static p => StreamOf(p.Stream, p.Partition));

    private readonly ConcurrentDictionary<StreamId, IEventReader> _readers = new();
    private readonly ConcurrentDictionary<StreamId, long> _readAt = new();

    public IReadOnlyCollection<StreamId> ListStreams(string streamNamespace) => streamNamespace == StreamNames.Namespace
        ? [.. _ids.Values]
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

        if (begin is not null) await begin.WaitAsync(cancellationToken).ConfigureAwait(false);
        var offset = from.Token is { } token ? token.SequenceNumber + (from.IsAfter ? 1 : 0) : 0;
        if (log.GetNextOffset(name, partition) <= offset)
        {
            return [];
        }

        await PauseAsync(stream, name, partition, offset, cancellationToken).ConfigureAwait(false);
        var reader = Take(stream, name, partition, offset);
        try
        {
            var batches = await reader.ReadAsync(ReadBytes, cancellationToken).ConfigureAwait(false);
            _readAt[stream] = clock.GetTimestamp();
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
            if (_ids.TryGetValue((stream, partition), out var id)) dataAvailable(id);
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

    private async ValueTask PauseAsync(StreamId stream, string name, int partition, long offset, CancellationToken cancellationToken)
    {
        if (!_readAt.TryGetValue(stream, out var at))
        {
            return;
        }

        for (var until = Pause; until <= LongPause; until += Pause)
        {
            var waiting = log.GetNextOffset(name, partition) - offset;
            if (waiting >= EnoughEvents || (until > Pause && waiting < ManyEvents))
            {
                return;
            }

            if (until - clock.GetElapsedTime(at) is var left && left > TimeSpan.Zero)
            {
                await Task.Delay(left, clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static StreamId StreamOf(string stream, int partition) => StreamId.Create(StreamNames.Namespace, EventStreams.KeyOf(stream, partition));

    // A reader belongs to one read at a time; a second one at once would open its own and find the place taken when it gives it back.
    private IEventReader Take(StreamId stream, string name, int partition, long offset)
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

    private void GiveBack(StreamId stream, IEventReader reader)
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
