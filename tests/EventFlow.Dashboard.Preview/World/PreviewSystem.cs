namespace EventFlow.Dashboard.Preview;

/// <summary>A platform that looks as ours does under a small load: one process, or a cluster of so many silos, the last of which has just died.</summary>
public sealed class PreviewSystem(PreviewWorld world, int silos) : ISystemQueries
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
                streams.Add(new(stream, p, 0, end, end - lag, lag, end * 214, (int)(end / 60_000) + 1) { Silo = silos > 0 && stream.StartsWith("service-", StringComparison.Ordinal) ? Name(p % silos) : null });
            }
        }
        return new(new SystemStatus("0.1.0", silos > 0 ? $"Orleans 10.4 (cluster eventflow, silo {Name(0)})" : "Embedded", "Development", "/srv/eventflow-data", now - 5_422_000, 7.4 + beat % 5, 214_000_000 + beat % 40 * 100_000, 91_000_000 + beat % 60 * 400_000, 61L << 30, 98L << 30,
            [new("MetricSeriesGrain", 33), new("ServiceGrain", 5), new("AlertGrain", 14), new("IngestionGrain", 9), new("RuleGrain", 6), new("AlertGroupGrain", 4), new("ChannelGrain", 3), new("AlertIndexGrain", 1), new("RuleCatalogGrain", 1)],
            [new("event log writes", beat % 40, 4096, 0), new("gateway requests", beat % 3, 256, 0), new("live feed", beat % 11, 4096, 12), new("channel pager", 1, 1000, 0)], streams)
        {
            Silos = silos > 0 ? [.. Enumerable.Range(0, silos).Select(n => Silo(n, now)), Silo(silos, now) with { Status = "Dead", Version = null, Url = null, Activations = 0, Grains = [] }] : [],
        });
    }

    private static string Name(int n) => $"eventflow-{n}";

    private static SiloInfo Silo(int n, long now) =>
        new(Name(n), $"10.0.4.{n + 4}:11111", "Active", n == 1 ? "0.2.0" : "0.1.0", $"http://10.0.4.{n + 4}:8080", now - 5_422_000 + (n * 611_000), n == 0 ? 28 : 25 - n, n == 0)
        {
            Grains = [new("MetricSeriesGrain", 11), new("IngestionGrain", 3), new("AlertGrain", 5 - (n / 2)), new("ServiceGrain", n == 2 ? 1 : 2), new("RuleGrain", 2), new("AlertGroupGrain", n == 0 ? 2 : 1), new("ChannelGrain", 1), .. n == 0 ? [new GrainTypeStatus("AlertIndexGrain", 1), new("RuleCatalogGrain", 1)] : Array.Empty<GrainTypeStatus>()],
        };
}
