namespace EventFlow;

/// <summary>The durable log of events, by stream and partition. On a laptop it is on local disk. Thread safe.</summary>
public interface IEventLog
{
    /// <summary>The streams and their numbers of partitions.</summary>
    IReadOnlyList<EventStreamInfo> Streams { get; }

    /// <summary>
    /// Appends the events of <paramref name="batch"/> (its <see cref="EventBatch.FirstOffset"/> is ignored) and returns after they are durable. When the log cannot take
    /// them now the result says why and when to try again; nothing of the batch is stored then.
    /// </summary>
    ValueTask<EventAppendResult> Append(EventBatch batch, CancellationToken cancellationToken = default);

    /// <summary>Batches from an offset on, to the end of the partition as it is now. A batch may begin before the offset.</summary>
    IAsyncEnumerable<EventBatch> Read(string stream, int partition, long fromOffset, CancellationToken cancellationToken = default);

    /// <summary>Batches that hold an event whose event time lies in a span (unix ms, from inclusive, to exclusive), of one partition, in log order. Other events may be among them.</summary>
    IAsyncEnumerable<EventBatch> ReadByTime(string stream, int partition, long from, long to, CancellationToken cancellationToken = default);

    /// <summary>Batches that hold an event of a span of event time, as without an offset, from an offset on.</summary>
    IAsyncEnumerable<EventBatch> ReadByTime(string stream, int partition, long fromOffset, long from, long to, CancellationToken cancellationToken = default) =>
        ReadByTime(stream, partition, from, to, cancellationToken).Where(batch => batch.LastOffset >= fromOffset);

    /// <summary>Extent and size of every partition.</summary>
    IReadOnlyList<EventPartitionInfo> GetPartitions();
}
