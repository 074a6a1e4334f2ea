namespace EventFlow.Dashboard.Live;

/// <summary>What changed since the last batch, sorted by kind. <paramref name="Now"/> is the server's clock, unix ms.</summary>
public sealed record LiveBatch(long Now, IReadOnlyList<SeriesInfo> Samples, IReadOnlyList<AlertSummary> Alerts, IReadOnlyList<ServiceStatus> Services)
{
    internal static LiveBatch From(IReadOnlyList<LiveUpdate> updates, long now)
    {
        var samples = new List<SeriesInfo>();
        var alerts = new List<AlertSummary>();
        var services = new List<ServiceStatus>();
        foreach (var update in updates)
        {
            switch (update)
            {
                case MetricLiveUpdate metric: samples.Add(metric.Sample); break;
                case AlertLiveUpdate alert: alerts.Add(alert.Alert); break;
                case ServiceLiveUpdate service: services.Add(service.Status); break;
            }
        }
        return new(now, samples, alerts, services);
    }
}
