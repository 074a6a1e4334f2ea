using EventFlow.Services;

namespace EventFlow.Replay;

/// <summary>How fast each partition grows, from looking at it now and then. Thread safe.</summary>
internal sealed class StreamRates(TimeProvider time)
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(string Stream, int Partition), RateMeter> _meters = new();

    public double Note(EventPartitionInfo partition) =>
        _meters.GetOrAdd((partition.Stream, partition.Partition), static (_, time) => new RateMeter(time), time).Note(partition.NextOffset);
}
