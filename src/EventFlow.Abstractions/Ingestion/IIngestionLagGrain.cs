namespace EventFlow;

/// <summary>
/// Joins what the processes of a cluster know of the partitions of the log, so that each can tell how far behind any of them is, whichever applies it. The key is the tenant. It keeps nothing: every
/// process tells it twice a second how it stands, and is told how all stand.
/// </summary>
[Alias("EventFlow.IIngestionLagGrain")]
public interface IIngestionLagGrain : IGrainWithStringKey
{
    /// <summary>Takes what a process knows, and answers what all know. Of callers it counts those of the other processes.</summary>
    [Alias("Exchange")]
    ValueTask<IReadOnlyList<PartitionStanding>> Exchange(LagReport report);
}
