namespace EventFlow.Dashboard.Preview;

/// <summary>Lets the made-up installation tell the live feed what changes.</summary>
public sealed class PreviewPulse(PreviewWorld world, IMonitoringQueries queries, PreviewAlerts alerts, ILiveFeed feed, TimeProvider time) : BackgroundService
{
    private readonly Dictionary<string, long> _told = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (world.Mode != "normal") return;
        alerts.Acted += alert => feed.Publish(new AlertLiveUpdate(alert));
        var all = (PreviewQueries)queries;
        foreach (var alert in alerts.All(48)) _told[alert.Id] = alert.Version;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        var beat = 0;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // Services take turns, as they would.
            var service = PreviewWorld.Services[beat++ % 5 % PreviewWorld.Services.Count];
            foreach (var sample in all.Series(service)) feed.Publish(new MetricLiveUpdate(sample));
            feed.Publish(new ServiceLiveUpdate(all.Status(service)));
            foreach (var alert in alerts.All(4))
            {
                if (_told.GetValueOrDefault(alert.Id) == alert.Version) continue;
                _told[alert.Id] = alert.Version;
                feed.Publish(new AlertLiveUpdate(alert));
                feed.Publish(new ServiceLiveUpdate(all.Status(alert.Service)));
            }
        }
    }
}
