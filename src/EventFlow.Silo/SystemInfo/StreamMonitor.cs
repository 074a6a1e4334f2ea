namespace EventFlow.Silo;

/// <summary>Joins what the log holds with how far it is processed. Thread safe.</summary>
internal sealed class StreamMonitor(IEventLog log, IGrainFactory grains)
{
    // Streams that something follows; the others are kept to be read.
    private static readonly HashSet<string> Followed = [StreamNames.Metrics, StreamNames.Logs, StreamNames.Domain];

    /// <summary>Every partition with its progress. One that is not followed counts as processed.</summary>
    public async Task<IReadOnlyList<StreamStatus>> Get() => await Task.WhenAll(log.GetPartitions().Select(Get));

    private async Task<StreamStatus> Get(EventPartitionInfo partition)
    {
        var processed = partition.NextOffset;
        if (Followed.Contains(partition.Stream))
            // What the log does not hold, as before the first offset of a log in memory, does not wait.
            processed = Math.Max(partition.FirstOffset, (await grains.GetGrain<IIngestionGrain>($"{partition.Stream}-{partition.Partition}").GetStatus()).NextOffset);
        return new(
            partition.Stream, partition.Partition, partition.FirstOffset, partition.NextOffset, processed,
            log.CountBetween(partition.Stream, partition.Partition, processed, partition.NextOffset), partition.Bytes, partition.Segments);
    }
}
