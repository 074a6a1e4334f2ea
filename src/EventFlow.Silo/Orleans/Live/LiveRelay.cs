namespace EventFlow.Silo;

/// <summary>Sends what is published here to the silos where somebody watches, and tells them when somebody watches here.</summary>
internal sealed class LiveRelay(ClusterLiveFeed feed, LiveRelayClient silos, ISiloStatusOracle members, TimeProvider time) : BackgroundService
{
    private const int UpdatesAtOnce = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AnnounceEvery = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var announcedAt = 0L;
        var wasWatched = false;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Send();
                var isWatched = feed.IsWatchedHere;
                if (isWatched && (!wasWatched || time.GetElapsedTime(announcedAt) >= AnnounceEvery))
                {
                    foreach (var silo in Others()) _ = silos.Of(silo).Watch(members.SiloAddress);
                    announcedAt = time.GetTimestamp();
                }

                wasWatched = isWatched;
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private void Send()
    {
        var watchers = feed.TakeWatchers();
        var updates = feed.TakeOutgoing();
        if (updates.Count == 0) return;
        var active = Others().ToHashSet();
        foreach (var silo in watchers.Where(active.Contains))
            foreach (var part in updates.Chunk(UpdatesAtOnce)) _ = silos.Of(silo).Receive(part);
    }

    private IEnumerable<SiloAddress> Others() => members.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(silo => !silo.Equals(members.SiloAddress));
}
