namespace EventFlow.Dashboard.Preview;

/// <summary>A platform that looks as ours does under a small load.</summary>
public sealed class PreviewSystem(PreviewWorld world) : ISystemQueries
{
    public ValueTask<SystemStatus> Get(CancellationToken cancellationToken = default)
    {
        world.Check("the system");
        var now = world.Now;
        var beat = now / 1000;
        long next = 184_220 + beat % 100_000;
        var streams = new List<StreamStatus>();
        foreach (var (stream, partitions, share) in new[] { (StreamNames.Metrics, 3, 1.0), (StreamNames.Logs, 3, 0.6), (StreamNames.Domain, 3, 0.02), (StreamNames.Alerts, 3, 0.001), (StreamNames.DeadLetters, 1, 0.0001) })
        {
            for (var p = 0; p < partitions; p++)
            {
                var end = (long)(next * share) + p * 17;
                var lag = stream == StreamNames.Metrics && p == 1 ? beat % 7 : 0;
                streams.Add(new(stream, p, 0, end, end - lag, lag, end * 214, (int)(end / 60_000) + 1));
            }
        }
        return new(new SystemStatus("0.1.0", "Embedded", "Development", "/srv/eventflow-data", now - 5_422_000, 7.4 + beat % 5, 214_000_000 + beat % 40 * 100_000, 91_000_000 + beat % 60 * 400_000, 61L << 30, 98L << 30,
            [new("MetricSeriesGrain", 33), new("ServiceGrain", 5), new("AlertGrain", 14), new("IngestionGrain", 9), new("RuleGrain", 6), new("AlertGroupGrain", 4), new("ChannelGrain", 3), new("AlertIndexGrain", 1), new("RuleCatalogGrain", 1)],
            [new("event log writes", beat % 40, 4096, 0), new("gateway requests", beat % 3, 256, 0), new("live feed", beat % 11, 4096, 12), new("channel pager", 1, 1000, 0)], streams));
    }
}
