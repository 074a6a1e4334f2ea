namespace EventFlow.Dashboard.Preview;

/// <summary>An incident that goes on over three services, and one that is over.</summary>
public sealed class PreviewIncidents(PreviewWorld world) : IIncidentQueries
{
    public ValueTask<Page<IncidentInfo>> List(string? service, bool? open, int offset, int limit)
    {
        world.Check("the incidents");
        var all = world.IsEmpty ? [] : All().Where(i => open is null || open == i.EndedAt is null).ToList();
        return new(new Page<IncidentInfo>([.. all.Skip(offset).Take(limit)], all.Count, offset, limit));
    }

    public ValueTask<IncidentInfo?> Get(string id) => new(All().FirstOrDefault(i => i.Id == id));

    private IReadOnlyList<IncidentInfo> All()
    {
        var (now, began) = (world.Now, world.Now - 190_000);
        return
        [
            new("a", began, null, Severity.Critical, "Began in payments: latency_ms 14:02:05, then orders 14:02:35, then notification 14:03:20 (UTC)",
            [
                new("payments", began, [], [
                    Series("1", "latency_ms", "Latency anomaly", Severity.Warning, began, null, "latency_ms 812 ms; expected at most 164; 12.4 deviations above the mean of 60 samples; 2 of 2 samples in 5 s"),
                    Series("2", "error_rate_percent", "Error rate high", Severity.Critical, began + 5_000, null, "error_rate_percent 23.1 %; expected at most 5"),
                    Series("3", "Error log burst", "Error log burst", Severity.Warning, began + 9_000, now - 20_000, "24 error records in 30 s; expected at most 4; usually 0.6 in such a span")]),
                new("orders", began + 30_000, ["payments"], [Series("4", "latency_ms", "Latency anomaly", Severity.Warning, began + 30_000, null, "latency_ms 1304 ms; expected at most 410")]),
                new("notification", began + 75_000, ["orders", "payments"], [Series("5", "queue_depth", "Anomaly", Severity.Info, began + 75_000, null, "queue_depth 912; rises more than it usually does")]),
            ]),
            new("b", now - 7_200_000, now - 7_020_000, Severity.Warning, "Began in auth: memory_percent 12:04:10 (UTC)",
                [new("auth", now - 7_200_000, [], [Series("6", "memory_percent", "Memory high", Severity.Warning, now - 7_200_000, now - 7_020_000, "memory_percent 93 %; expected at most 90")])]),
        ];
    }

    private static IncidentSeries Series(string id, string what, string name, Severity severity, long began, long? ended, string summary) => new(id, what, name, null, severity, began, ended, 12, summary);
}
