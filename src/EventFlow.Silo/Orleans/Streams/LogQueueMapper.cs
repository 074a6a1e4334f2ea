using EventFlow.EventStore;

namespace EventFlow.Silo;

/// <summary>Which queue a partition of the log is: one each, spread evenly over the ring that silos share.</summary>
internal sealed class LogQueueMapper : IConsistentRingStreamQueueMapper
{
    private readonly Dictionary<(string Stream, int Partition), QueueId> _queues = [];
    private readonly Dictionary<QueueId, (string Stream, int Partition)> _partitions = [];

    public LogQueueMapper(string provider, IEnumerable<EventStreamInfo> streams)
    {
        (string, int)[] all = [.. EventStreams.IngestedOf(streams)];
        for (var i = 0; i < all.Length; i++)
        {
            var id = QueueId.GetQueueId(provider, (uint)i, (uint)((ulong)uint.MaxValue / (ulong)all.Length * (ulong)i));
            _queues[all[i]] = id;
            _partitions[id] = all[i];
        }
    }

    public IEnumerable<QueueId> GetAllQueues() => _partitions.Keys;

    public IEnumerable<QueueId> GetQueuesForRange(IRingRange range) => _partitions.Keys.Where(id => range.InRange(id.GetUniformHashCode()));

    public QueueId GetQueueForStream(StreamId streamId) =>
        EventStreams.TryParseKey(streamId.GetKeyAsString(), out var stream, out var partition) && TryGetQueue(stream, partition, out var id)
            ? id
            : throw new ArgumentException($"The log feeds no stream {streamId}; expected one of {string.Join(", ", _queues.Keys.Select(static k => EventStreams.KeyOf(k.Stream, k.Partition)))}.", nameof(streamId));

    public bool TryGetQueue(string stream, int partition, out QueueId id) => _queues.TryGetValue((stream, partition), out id);

    public (string Stream, int Partition) PartitionOf(QueueId id) => _partitions[id];
}
