namespace EventFlow;

/// <summary>The durable log of events, by stream and partition: on local disk, or in what the machines of a cluster share. Thread safe.</summary>
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

    /// <summary>Extent and size of every partition. Where other processes append too, what they did in the last moment may be missing.</summary>
    IReadOnlyList<EventPartitionInfo> GetPartitions();

    /// <summary>Extent and size of one partition as it is now, whoever appends to it; null where nothing is known of it.</summary>
    ValueTask<EventPartitionInfo?> GetPartition(string stream, int partition, CancellationToken cancellationToken = default) =>
        new(GetPartitions().FirstOrDefault(p => p.Stream == stream && p.Partition == partition));

    /// <summary>How many events lie between two offsets of a partition, from inclusive, to exclusive; an estimate where offsets have gaps.</summary>
    long CountBetween(string stream, int partition, long from, long to) => Math.Max(0, to - from);

    /// <summary>An offset of a partition from which on it holds about so many events, or all it has. Offsets cannot be subtracted: they may have gaps.</summary>
    async ValueTask<long> FindBack(string stream, int partition, long events, CancellationToken cancellationToken = default) =>
        await GetPartition(stream, partition, cancellationToken).ConfigureAwait(false) is { } end ? Math.Max(end.FirstOffset, end.NextOffset - events) : 0;

    /// <summary>What keeps events from being stored, in a line, or null when nothing is known to.</summary>
    string? GetFault() => null;
}
