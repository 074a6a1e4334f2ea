namespace EventFlow;

/// <summary>Shows the queues of the live feed as one line: what waits for all readers together.</summary>
internal sealed class LiveQueueSource(LiveFeed feed) : IQueueSource
{
    public IEnumerable<QueueStatus> GetQueues() => [feed.GetStatus()];
}
