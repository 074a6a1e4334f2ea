using System.Runtime.CompilerServices;
using EventFlow.Embedded.Streams;

namespace EventFlow.Simulation.Tests.Path;

/// <summary>
/// The event log in memory, as log and as stream source. Each frame bears how many state writes were durable when it was appended, so that a crash can take away what came later.
/// Reads give a drawn number of frames at once. Thread safe.
/// </summary>
internal sealed class SimulatedLog(Func<long> writes, Random random, IEnumerable<(long At, EventBatch Frame)> kept) : IEventLog, IStreamSource
{
    private readonly Lock _gate = new();
    private readonly List<(long At, EventBatch Frame)> _frames = [.. kept];
    private Action<StreamId>? _signal;

    public IReadOnlyList<EventStreamInfo> Streams { get; } =
        [new(StreamNames.Metrics, 3), new(StreamNames.Logs, 3), new(StreamNames.Domain, 3), new(StreamNames.Alerts, 3), new(StreamNames.DeadLetters, 1)];

    public IReadOnlyList<(long At, EventBatch Frame)> Frames
    {
        get
        {
            lock (_gate) return [.. _frames];
        }
    }

    public ValueTask<EventAppendResult> Append(EventBatch batch, CancellationToken cancellationToken = default)
    {
        long first;
        lock (_gate)
        {
            first = NextOffset(batch.Stream, batch.Partition);
            _frames.Add((writes(), batch with { FirstOffset = first }));
        }

        if (IsIngested(batch.Stream)) _signal?.Invoke(StreamOf(batch.Stream, batch.Partition));
        return new(new EventAppendResult(EventAppendReason.Stored, first, TimeSpan.Zero));
    }

    public async IAsyncEnumerable<EventBatch> Read(string stream, int partition, long fromOffset, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var frame in Of(stream, partition).Where(f => f.LastOffset >= fromOffset)) yield return frame;
    }

    public IAsyncEnumerable<EventBatch> ReadByTime(string stream, int partition, long from, long to, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IReadOnlyList<EventPartitionInfo> GetPartitions() =>
        [.. Streams.SelectMany(static s => Enumerable.Range(0, s.Partitions).Select(p => (s.Name, Partition: p))).Select(p => new EventPartitionInfo(p.Name, p.Partition, 0, NextOffset(p.Name, p.Partition), 0, 1))];

    public IReadOnlyCollection<StreamId> ListStreams(string streamNamespace) =>
        [.. Streams.Where(static s => IsIngested(s.Name)).SelectMany(static s => Enumerable.Range(0, s.Partitions).Select(p => StreamOf(s.Name, p)))];

    public StreamSequenceToken? GetTail(StreamId stream) => Parse(stream) is var (name, partition) && NextOffset(name, partition) is > 0 and var next ? new EventSequenceTokenV2(next - 1) : null;

    public ValueTask<IReadOnlyList<SequentialItem<T>>> ReadAsync<T>(StreamId stream, StreamPosition from, int maxItems, CancellationToken cancellationToken)
    {
        var (name, partition) = Parse(stream);
        var offset = from.Token is { } token ? token.SequenceNumber + (from.IsAfter ? 1 : 0) : 0;
        int most;
        lock (_gate) most = random.Next(1, 6);
        return new([.. Of(name, partition).Where(f => f.LastOffset >= offset).Take(most).Select(static f => new SequentialItem<T>((T)(object)f, new EventSequenceTokenV2(f.LastOffset)))]);
    }

    public IDisposable Subscribe(Action<StreamId> dataAvailable)
    {
        _signal = dataAvailable;
        return new Subscription(() => _signal = null);
    }

    private static StreamId StreamOf(string stream, int partition) => StreamId.Create(StreamNames.Namespace, $"{stream}-{partition}");

    private static (string Stream, int Partition) Parse(StreamId stream) => stream.GetKeyAsString() is var key && key.LastIndexOf('-') is var dash ? (key[..dash], key[dash + 1] - '0') : default;

    private static bool IsIngested(string stream) => stream is StreamNames.Metrics or StreamNames.Logs or StreamNames.Domain;

    private List<EventBatch> Of(string stream, int partition)
    {
        lock (_gate) return [.. _frames.Select(static f => f.Frame).Where(f => f.Stream == stream && f.Partition == partition)];
    }

    private long NextOffset(string stream, int partition) => Of(stream, partition) is [.., var last] ? last.LastOffset + 1 : 0;

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
