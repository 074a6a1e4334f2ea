namespace EventFlow.Replay;

/// <summary>A part of a partition to read: offsets from (inclusive) to (exclusive), and where given only batches that touch a span of event time (unix ms, to exclusive).</summary>
internal sealed record PartitionSpan(string Stream, int Partition, long FromOffset, long ToOffset, long? From = null, long? To = null)
{
    /// <summary>The batches, in order of offset; the first and the last may reach beyond the span.</summary>
    public IAsyncEnumerable<EventBatch> Read(IEventLog log, CancellationToken cancellationToken) => From is null && To is null
        ? log.Read(Stream, Partition, FromOffset, cancellationToken)
        : log.ReadByTime(Stream, Partition, FromOffset, From ?? long.MinValue, To ?? long.MaxValue, cancellationToken);

    /// <summary>Whether an event at an offset, with an event time, lies in it.</summary>
    public bool Holds(long offset, long time) => offset >= FromOffset && offset < ToOffset && (From is null || time >= From) && (To is null || time < To);
}
