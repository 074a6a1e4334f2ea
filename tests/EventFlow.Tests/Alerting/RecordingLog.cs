using System.Collections.Concurrent;

namespace EventFlow.Tests.Alerting;

/// <summary>An event log in memory that keeps what was appended, and refuses when told to.</summary>
internal sealed class RecordingLog : IEventLog
{
    public ConcurrentQueue<EventBatch> Batches { get; } = new();

    public bool IsOverloaded { get; set; }

    public int Refused { get; private set; }

    public IReadOnlyList<EventStreamInfo> Streams { get; } = [new(StreamNames.Alerts, 3), new(StreamNames.DeadLetters, 1)];

    public IReadOnlyList<DomainEvent> EventsOf(string stream) => [.. Batches.Where(b => b.Stream == stream).SelectMany(b => b.Events).Cast<DomainEvent>()];

    public ValueTask<EventAppendResult> Append(EventBatch batch, CancellationToken cancellationToken = default)
    {
        if (IsOverloaded) Refused++;
        if (IsOverloaded) return ValueTask.FromResult(new EventAppendResult(EventAppendReason.Overloaded, 0, TimeSpan.FromSeconds(1)));
        Batches.Enqueue(batch);
        return ValueTask.FromResult(new EventAppendResult(EventAppendReason.Stored, 0, default));
    }

    public IAsyncEnumerable<EventBatch> Read(string stream, int partition, long fromOffset, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<EventBatch> ReadByTime(string stream, int partition, long from, long to, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IReadOnlyList<EventPartitionInfo> GetPartitions() => [];
}
