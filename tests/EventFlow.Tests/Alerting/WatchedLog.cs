namespace EventFlow.Tests.Alerting;

/// <summary>An event log that passes a <see cref="CrashPoint"/> before and after each append.</summary>
internal sealed class WatchedLog(RecordingLog inner, CrashPoint crash) : IEventLog
{
    public IReadOnlyList<EventStreamInfo> Streams => inner.Streams;

    public async ValueTask<EventAppendResult> Append(EventBatch batch, CancellationToken cancellationToken = default)
    {
        await crash.PassAsync("before append");
        var result = await inner.Append(batch, cancellationToken);
        await crash.PassAsync("after append");
        return result;
    }

    public IAsyncEnumerable<EventBatch> Read(string stream, int partition, long fromOffset, CancellationToken cancellationToken = default) => inner.Read(stream, partition, fromOffset, cancellationToken);

    public IAsyncEnumerable<EventBatch> ReadByTime(string stream, int partition, long from, long to, CancellationToken cancellationToken = default) =>
        inner.ReadByTime(stream, partition, from, to, cancellationToken);

    public IReadOnlyList<EventPartitionInfo> GetPartitions() => inner.GetPartitions();
}
