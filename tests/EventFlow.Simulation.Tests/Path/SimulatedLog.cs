using System.Runtime.CompilerServices;

namespace EventFlow.Simulation.Tests.Path;

/// <summary>
/// The event log in memory, as log and as what the streams of either runtime are fed from, in a file for each. Each frame bears how many state writes were durable when it was appended, so that a crash can take away what came later.
/// Reads give a drawn number of frames at once. Thread safe.
/// </summary>
internal sealed partial class SimulatedLog(Func<long> writes, Random random, IEnumerable<(long At, EventBatch Frame)> kept) : IEventLog
{
    private readonly Lock _gate = new();
    private readonly List<(long At, EventBatch Frame)> _frames = [.. kept];

    /// <summary>Called with stream and partition when a frame has been appended that is to be ingested.</summary>
    public event Action<string, int>? Appended;

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

        if (IsIngested(batch.Stream)) Appended?.Invoke(batch.Stream, batch.Partition);
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

    private static bool IsIngested(string stream) => stream is StreamNames.Metrics or StreamNames.Logs or StreamNames.Domain;

    private List<EventBatch> Of(string stream, int partition)
    {
        lock (_gate) return [.. _frames.Select(static f => f.Frame).Where(f => f.Stream == stream && f.Partition == partition)];
    }

    public long NextOffset(string stream, int partition) => Of(stream, partition) is [.., var last] ? last.LastOffset + 1 : 0;

    // As many as are drawn, however many there are.
    private IReadOnlyList<EventBatch> ReadSome(string stream, int partition, long from)
    {
        int most;
        lock (_gate) most = random.Next(1, 6);
        return [.. Of(stream, partition).Where(f => f.LastOffset >= from).Take(most)];
    }
}
