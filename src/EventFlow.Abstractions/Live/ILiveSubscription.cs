namespace EventFlow;

/// <summary>One listener of the live feed; for one reader at a time.</summary>
public interface ILiveSubscription : IDisposable
{
    /// <summary>Updates dropped because the reader was too slow.</summary>
    long Dropped { get; }

    /// <summary>Batches of updates, at most one batch each <paramref name="interval"/>; ends when cancelled or disposed.</summary>
    IAsyncEnumerable<IReadOnlyList<LiveUpdate>> ReadBatches(TimeSpan interval, CancellationToken cancellationToken = default);
}
