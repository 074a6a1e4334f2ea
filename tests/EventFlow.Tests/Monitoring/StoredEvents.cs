using System.Runtime.CompilerServices;

namespace EventFlow.Tests.Monitoring;

/// <summary>An event log in memory that answers reads by time.</summary>
internal sealed class StoredEvents : IEventLog
{
    private readonly List<EventBatch> _batches = [];

    public IReadOnlyList<EventStreamInfo> Streams { get; } = [new(StreamNames.Metrics, 3), new(StreamNames.Logs, 3)];

    /// <summary>Batches handed out by reads.</summary>
    public int BatchesRead { get; private set; }

    public void Add(params TelemetryEvent[] events)
    {
        foreach (var telemetry in events)
        {
            var (stream, key) = telemetry is MetricEvent metric ? (StreamNames.Metrics, metric.Series.Value) : (StreamNames.Logs, telemetry.Service);
            var partition = Partitioning.Of(key, 3);
            var offset = _batches.Where(b => b.Stream == stream && b.Partition == partition).Sum(b => b.Events.Count);
            _batches.Add(new(stream, partition, offset, telemetry.Timestamp + 10, [telemetry]));
        }
    }

    public async IAsyncEnumerable<EventBatch> ReadByTime(string stream, int partition, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        foreach (var batch in _batches.Where(b => b.Stream == stream && b.Partition == partition && b.Events.Any(e => e.Timestamp >= from && e.Timestamp < to)))
        {
            BatchesRead++;
            yield return batch;
        }
    }

    public ValueTask<EventAppendResult> Append(EventBatch batch, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<EventBatch> Read(string stream, int partition, long fromOffset, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IReadOnlyList<EventPartitionInfo> GetPartitions() => [];
}
