namespace EventFlow.Silo;

/// <summary>Takes calls of other silos for the live feed of this one.</summary>
internal sealed class LiveRelayService(GrainId id, global::Orleans.Runtime.Silo silo, ILoggerFactory loggers, ClusterLiveFeed feed) : GrainService(id, silo, loggers), ILiveRelayService
{
    public Task Watch(SiloAddress watcher)
    {
        feed.NoteWatcher(watcher);
        return Task.CompletedTask;
    }

    public Task Receive(LiveUpdate[] updates)
    {
        feed.Deliver(updates);
        return Task.CompletedTask;
    }
}
