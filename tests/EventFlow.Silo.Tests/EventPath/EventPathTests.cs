using EventFlow.Ingestion;

namespace EventFlow.Silo.Tests.EventPath;

public sealed class EventPathTests
{
    private const long Start = 1_767_225_600_000;

    [Fact]
    public async Task Ingest_EveryKind_ReachesSeriesAndServices()
    {
        await using var host = await EventPathHost.StartAsync();

        var result = await host.Ingestion.IngestAsync(Request(Metric("auth", "cpu_percent", 42, 0), Log("auth", "hello", 1), new DomainEvent(Start, "auth", null, LabelSet.Empty, "login", "{}")));
        await host.DrainAsync();

        Assert.Equal(3, result.Accepted);
        var series = await host.Grains.GetGrain<IMetricSeriesGrain>("cpu_percent{service=\"auth\"}").GetInfo();
        Assert.Equal((42.0, Start), (series?.LastValue, series?.LastTime));
        var status = await host.Grains.GetGrain<IServiceGrain>("auth").GetStatus();
        Assert.Equal((1L, 1L, 1), (status.Samples, status.Logs, status.SeriesCount));
        Assert.Equal(["auth"], await host.Grains.GetGrain<IServiceCatalogGrain>(Tenants.Default).List());
    }

    [Fact]
    public async Task Checkpoint_AfterFrames_MovesBehindThem()
    {
        await using var host = await EventPathHost.StartAsync();
        await host.Ingestion.IngestAsync(Request(Metric("auth", "cpu_percent", 1, 0), Log("auth", "hello", 1)));
        await host.DrainAsync();

        await host.RestartAsync();

        var status = await host.GetStatusAsync();
        Assert.Equal(2, status.Sum(static s => s.Events));
        Assert.All(status, static s => Assert.Equal((s.NextOffset, (string?)null), (s.Checkpoint, s.LastError)));
    }

    [Fact]
    public async Task Checkpoint_ClockSetBackAnHour_StillMoves()
    {
        await using var host = await EventPathHost.StartAsync();
        for (var round = 0; round < 3; round++)
        {
            await host.Ingestion.IngestAsync(Request(Metric("auth", "cpu_percent", round, round)));
            await host.DrainAsync();
            await Eventually(async () => (await host.GetStatusAsync()).All(static s => s.Checkpoint == s.NextOffset));
            host.SetClock(TimeSpan.FromHours(-1));
        }
    }

    [Fact]
    public async Task Ingest_KilledAgainAndAgain_LosesNothingAndCountsNothingTwice()
    {
        var random = new Random(20261121);
        var sent = new List<TelemetryEvent>();
        await using var host = await EventPathHost.StartAsync();
        for (var round = 0; round < 8; round++)
        {
            for (var request = 0; request < 15; request++)
            {
                var events = Enumerable.Range(sent.Count, random.Next(1, 30)).Select(i => Any(random, i)).ToArray();
                var result = await host.Ingestion.IngestAsync(Request(events) with { Producer = "tester", Sequence = round * 100 + request });
                Assert.Equal(events.Length, result.Accepted);
                sent.AddRange(events);
                if (random.Next(4) == 0)
                {
                    await host.Ingestion.IngestAsync(Request(events) with { Producer = "tester", Sequence = round * 100 + request });
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(250)), TimeProvider.System, TestContext.Current.CancellationToken);
            var last = sent.TakeLast(5).ToArray();
            await (random.Next(4) == 0 ? host.RestartAsync() : host.KillAsync());

            // The process still reads what it stored; what may be a repetition waits for that.
            var again = await host.Ingestion.IngestAsync(Request(last));
            Assert.Equal(last.Length, again.Duplicates);
        }

        await host.DrainAsync();
        await AssertAppliedOnceAsync(host, sent);
        await host.KillAsync();
        await host.DrainAsync();
        await AssertAppliedOnceAsync(host, sent);
    }

    private static async Task Eventually(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds())
        {
            Assert.False(patience.IsCancellationRequested, "The checkpoints did not move within 30 s.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static async Task AssertAppliedOnceAsync(EventPathHost host, List<TelemetryEvent> sent)
    {
        foreach (var series in sent.OfType<MetricEvent>().GroupBy(static e => e.Series))
        {
            var data = await host.Grains.GetGrain<IMetricSeriesGrain>(series.Key.Value).Query(new SeriesRange(Start - 1, Start + 10_000_000, 5_000));
            Assert.Equal(series.Select(static e => e.Value), data.Points.Select(static p => p.Average));
            Assert.Equal(series.LongCount(), data.Points.Sum(static p => p.Count));
        }

        foreach (var service in sent.GroupBy(static e => e.Service))
        {
            var status = await host.Grains.GetGrain<IServiceGrain>(service.Key).GetStatus();
            Assert.Equal((service.OfType<MetricEvent>().LongCount(), service.OfType<LogEvent>().LongCount()), (status.Samples, status.Logs));
        }

        Assert.Equal(sent.Count, (await host.GetStatusAsync()).Sum(static s => s.Events));
    }

    private static TelemetryEvent Any(Random random, int number)
    {
        var service = $"service-{random.Next(4)}";
        return random.Next(3) == 0 ? Log(service, $"message {number}", number) : Metric(service, $"metric_{random.Next(3)}", number, number);
    }

    private static MetricEvent Metric(string service, string metric, double value, int number) =>
        new(Start + number * 10, service, $"id-{number}", LabelSet.Empty, metric, value, null, LabelSet.Empty, SeriesId.Create(service, metric, LabelSet.Empty));

    private static LogEvent Log(string service, string message, int number) => new(Start + number * 10, service, $"id-{number}", LabelSet.Empty, LogSeverity.Info, message, null);

    private static IngestionRequest Request(params TelemetryEvent[] events) => new("tester", Start + 100_000, [.. events.Select(IngestionItem.Of)]);
}
