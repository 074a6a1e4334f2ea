using EventFlow.EventStore;
using EventFlow.Ingestion;

namespace EventFlow.Silo;

/// <summary>Joins what the log holds with how far it is processed. Thread safe.</summary>
internal sealed class StreamMonitor(IEventLog log, IngestionProgress progress, IGrainFactory grains)
{
    // Streams that something follows; the others are kept to be read.
    private static readonly HashSet<string> Followed = [StreamNames.Metrics, StreamNames.Logs, StreamNames.Domain];

    /// <summary>Every partition with its progress. One that is not followed counts as processed.</summary>
    public async Task<IReadOnlyList<StreamStatus>> Get() => await Task.WhenAll(log.GetPartitions().Select(Get));

    private async Task<StreamStatus> Get(EventPartitionInfo partition)
    {
        var processed = partition.NextOffset;
        if (Followed.Contains(partition.Stream) && partition.NextOffset > partition.FirstOffset)
            // What the log does not hold, as before the first offset of a log in memory, does not wait.
            processed = Math.Max(partition.FirstOffset, Told(partition) ?? await Ask(partition));
        return new(
            partition.Stream, partition.Partition, partition.FirstOffset, partition.NextOffset, processed,
            log.CountBetween(partition.Stream, partition.Partition, processed, partition.NextOffset), partition.Bytes, partition.Segments)
        {
            Silo = progress.AppliedBy(partition.Stream, partition.Partition),
        };
    }

    // A grain in another silo is not asked where its silo has told it: it may rest, and the question would wake it here, and not where its part of the log is read.
    private long? Told(EventPartitionInfo partition) => progress.IsElsewhere(partition.Stream, partition.Partition) ? progress.AppliedOf(partition.Stream, partition.Partition) : null;

    private async Task<long> Ask(EventPartitionInfo partition)
    {
        try
        {
            return (await grains.GetGrain<IIngestionGrain>(EventStreams.KeyOf(partition.Stream, partition.Partition)).GetStatus()).NextOffset;
        }
        catch (OrleansMessageRejectionException) when (progress.AppliedOf(partition.Stream, partition.Partition) is not null)
        {
            // Its silo has just died, and the next begins with it in some seconds.
            return progress.AppliedOf(partition.Stream, partition.Partition)!.Value;
        }
    }
}
