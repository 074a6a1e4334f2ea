using EventFlow.SegmentLog;
using Microsoft.Extensions.Options;

namespace EventFlow.EventStore;

/// <summary>What waits to be synced to the disk, for the system page and the metrics.</summary>
internal sealed class CommitQueue(SegmentLogStore store, IOptions<SegmentLogOptions> options) : IQueueSource
{
    /// <inheritdoc/>
    public IEnumerable<QueueStatus> GetQueues()
    {
        var now = store.GetStatistics();
        return [new("log commit, bytes", now.QueuedBytes, options.Value.MaxQueuedBytes, now.Refusals, now.OldestWait.TotalSeconds)];
    }
}
