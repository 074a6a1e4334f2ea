using System.Runtime.CompilerServices;
using EventFlow.EventStore;

namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>One partition of a log, in memory; it can be made to fail.</summary>
internal sealed class MemoryLog : IFollowedEventLog
{
    private readonly Lock _gate = new();
    private readonly List<EventBatch> _batches = [];

    public event Action<string, int>? Appended;

    /// <summary>Reads that fail from now on.</summary>
    public int FailingReads { get; set; }

    public IReadOnlyList<EventStreamInfo> Streams => EventStreams.All;

    public void Add(int events)
    {
        lock (_gate)
        {
            _batches.Add(new(StreamNames.Logs, 0, GetNextOffset(StreamNames.Logs, 0), 0,
                [.. Enumerable.Range(0, events).Select(static i => new LogEvent(i, "s", null, LabelSet.Empty, LogSeverity.Info, "m", null))]));
        }

        Appended?.Invoke(StreamNames.Logs, 0);
    }

    public long GetNextOffset(string stream, int partition)
    {
        lock (_gate) return _batches.Count == 0 ? 0 : _batches[^1].LastOffset + 1;
    }

    public IEventReader OpenReader(string stream, int partition, long fromOffset) => new Reader(this, fromOffset);

    public ValueTask<EventAppendResult> Append(EventBatch batch, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public async IAsyncEnumerable<EventBatch> Read(string stream, int partition, long fromOffset, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var batch in From(fromOffset, int.MaxValue)) yield return batch;
    }

    public IAsyncEnumerable<EventBatch> ReadByTime(string stream, int partition, long from, long to, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IReadOnlyList<EventPartitionInfo> GetPartitions() => [new(StreamNames.Logs, 0, 0, GetNextOffset(StreamNames.Logs, 0), 0, 1)];

    private List<EventBatch> From(long offset, int most)
    {
        lock (_gate) return [.. _batches.Where(b => b.LastOffset >= offset).Take(most)];
    }

    private sealed class Reader(MemoryLog log, long from) : IEventReader
    {
        public long NextOffset { get; private set; } = from;

        public void Seek(long offset) => NextOffset = offset;

        public ValueTask<IReadOnlyList<EventBatch>> ReadAsync(int maxBytes, CancellationToken cancellationToken)
        {
            if (log.FailingReads > 0)
            {
                log.FailingReads--;
                throw new IOException("the log is away");
            }

            // Two batches a read, so that a partition takes several.
            var batches = log.From(NextOffset, 2);
            if (batches.Count > 0) NextOffset = batches[^1].LastOffset + 1;
            return new(batches);
        }

        public void Dispose()
        {
        }
    }
}
