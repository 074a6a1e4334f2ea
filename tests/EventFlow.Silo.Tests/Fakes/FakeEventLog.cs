namespace EventFlow.Silo.Tests;

/// <summary>A log with one partition that nobody follows.</summary>
internal sealed class FakeEventLog : IEventLog
{
    public bool IsRecovered { get; set; } = true;

    public string? Fault { get; set; }

    public string? GetFault() => Fault;

    public IReadOnlyList<EventStreamInfo> Streams { get; } = [new(StreamNames.Metrics, 3), new(StreamNames.Logs, 3), new(StreamNames.Domain, 3), new(StreamNames.Alerts, 1)];

    public ValueTask<EventAppendResult> Append(EventBatch batch, CancellationToken cancellationToken = default) => new(new EventAppendResult(EventAppendReason.Stored, 0, TimeSpan.Zero));

    public IAsyncEnumerable<EventBatch> Read(string stream, int partition, long fromOffset, CancellationToken cancellationToken = default) => AsyncEnumerable.Empty<EventBatch>();

    public IAsyncEnumerable<EventBatch> ReadByTime(string stream, int partition, long from, long to, CancellationToken cancellationToken = default) => AsyncEnumerable.Empty<EventBatch>();

    public IReadOnlyList<EventPartitionInfo> GetPartitions() =>
        IsRecovered ? [new(StreamNames.Alerts, 0, 0, 7, 1_024, 1)] : throw new InvalidOperationException("The log is not recovered.");
}
