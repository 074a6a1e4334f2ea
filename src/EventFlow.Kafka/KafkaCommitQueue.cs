using Microsoft.Extensions.Options;

namespace EventFlow.Kafka;

/// <summary>What waits to be acknowledged by the brokers, for the system page and the metrics.</summary>
internal sealed class KafkaCommitQueue(KafkaEventLog log, IOptions<KafkaOptions> options) : IQueueSource
{
    /// <inheritdoc/>
    public IEnumerable<QueueStatus> GetQueues() => [new("log commit, bytes", log.QueuedBytes, options.Value.MaxQueuedBytes, log.Refusals, 0)];
}
