namespace EventFlow.Tests.Monitoring;

public sealed class MonitoringQueriesTests
{
    [Fact]
    public async Task GetServices_AfterReports_ListsThemTheSickestFirst()
    {
        await using var host = await MonitoringHost.StartAsync();
        foreach (var name in new[] { "auth", "orders", "payments" })
            await host.Grains.GetGrain<IServiceGrain>(name).Observe(Feed.Samples(name, 0, host.Now, ("cpu_percent", 30), ("requests_per_second", 10), ("latency_ms", 100)));
        await host.Grains.GetGrain<IServiceGrain>("orders").AlertChanged(new(
            "1", "r", "n", "orders", null, Severity.Critical, AlertState.Firing, "", LabelSet.Empty, null, host.Now, null, host.Now, null, null, null, "", 1, 1));
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        var services = await host.Queries.GetServices();
        Assert.Equal(["orders", "auth", "payments"], services.Select(s => s.Service));
        Assert.Equal((ServiceHealth.Critical, 1, 3), (services[0].Health, services[0].FiringAlerts, services[0].SeriesCount));
        var stats = await host.Queries.GetStats();
        Assert.Equal((3, 2, 30.0, 100.0, 30.0, 9, 3), (stats.Services, stats.Healthy, stats.RequestRate, stats.LatencyMs, stats.Cpu, stats.Series, stats.DeadLetters));
        Assert.InRange(stats.Disk!.Value, 0.01, 100);
        Assert.Null(stats.ErrorRate);
    }

    [Fact]
    public async Task GetStats_WhileEventsArrive_SaysHowManyPerSecond()
    {
        await using var host = await MonitoringHost.StartAsync();
        for (var s = 0; s < 20; s++)
        {
            await host.Grains.GetGrain<IServiceGrain>("auth").Observe(Feed.Samples("auth", s, host.Now, ("a", 1), ("b", 2), ("c", 3), ("d", 4)));
            await host.AdvanceAsync(1);
        }

        Assert.InRange((await host.Queries.GetStats()).EventsPerSecond, 3.5, 4.5);
    }

    [Fact]
    public async Task GetLatest_WithFilters_PagesInOrder()
    {
        await using var host = await MonitoringHost.StartAsync();
        foreach (var name in new[] { "orders", "auth" })
            await host.Grains.GetGrain<IServiceGrain>(name).Observe(Feed.Samples(name, 0, host.Now, ("b", 2), ("a", 1)));
        var all = await host.Queries.GetLatest(null, null, 0, 3);
        Assert.Equal((4, "auth a, auth b, orders a"), (all.Total, string.Join(", ", all.Items.Select(s => $"{s.Service} {s.Metric}"))));
        Assert.Equal(["orders"], (await host.Queries.GetLatest("orders", "b", 0, 10)).Items.Select(s => s.Service));
        Assert.Empty((await host.Queries.GetLatest("nobody", null, 0, 10)).Items);
        Assert.Null(await host.Queries.GetService("nobody"));
        Assert.Null(await host.Queries.GetSeries("nobody"));
    }

    [Fact]
    public async Task GetSeriesData_BeyondMemory_ReadsTheLog()
    {
        await using var host = await MonitoringHost.StartAsync(("EventFlow:Series:RecentPoints", "20"), ("EventFlow:Series:MinuteRollups", "10"), ("EventFlow:Rules:BuiltIn", "false"));
        var grain = host.Grains.GetGrain<IMetricSeriesGrain>(Feed.Cpu.Value);
        await host.Grains.GetGrain<IServiceGrain>("payments").Observe(Feed.Samples("payments", 0, host.Now, ("cpu_percent", 1)));
        var start = host.Now;
        for (var i = 0; i < 400; i++)
        {
            host.Log.Add(Feed.Metric("payments", "cpu_percent", start + i * 5000, i));
            await grain.Append(Feed.Series(Feed.Cpu, i, start + i * 5000, i));
        }

        var recent = await host.Queries.GetSeriesData(Feed.Cpu, new(start + 1_920_000, start + 2_000_000, 500));
        Assert.Equal(("memory", 16), (recent.Tier, recent.Points.Count));
        var old = await host.Queries.GetSeriesData(Feed.Cpu, new(start + 100_000, start + 200_000, 500));
        Assert.Equal(("log", 20, 20.0, 0L), (old.Tier, old.Points.Count, old.Points[0].Average, old.Step));
        var coarse = await host.Queries.GetSeriesData(Feed.Cpu, new(start, start + 2_000_000, 40));
        Assert.Equal(("log", 40, 50_000L, 400L), (coarse.Tier, coarse.Points.Count, coarse.Step, coarse.Points.Sum(p => p.Count)));
        Assert.Empty((await host.Queries.GetSeriesData(new("not a series"), new(0, 1, 2))).Points);
    }

    [Fact]
    public async Task GetLogs_WithFilters_AreNewestFirstAndStopEarly()
    {
        await using var host = await MonitoringHost.StartAsync();
        var end = host.Now;
        for (var s = 0; s < 5000; s++)
            host.Log.Add(Feed.Log(s % 2 == 0 ? "payments" : "orders", end - (5000 - s) * 1000L, s % 10 == 0 ? LogSeverity.Error : LogSeverity.Info, $"record {s}"));
        var newest = await host.Queries.GetLogs(new(null, end - 5_000_000, end, LogSeverity.Unspecified, null, null, 3));
        Assert.Equal(["record 4999", "record 4998", "record 4997"], newest.Select(l => l.Event.Message));
        Assert.InRange(host.Log.BatchesRead, 1, 100);
        var errors = await host.Queries.GetLogs(new("payments", end - 5_000_000, end, LogSeverity.Error, "RECORD 12", null, 100));
        Assert.Equal(["record 1290", "record 1280", "record 1270", "record 1260", "record 1250", "record 1240", "record 1230", "record 1220", "record 1210", "record 1200", "record 120"],
            errors.Select(l => l.Event.Message));
        Assert.All(errors, l => Assert.True(l.Offset >= 0));
    }

    [Fact]
    public async Task GetLogs_MoreInASliceThanOneQuestionMayRead_StopsWithinTheSlice()
    {
        await using var host = await MonitoringHost.StartAsync(("EventFlow:Services:EventsPerQuery", "1000"));
        for (var i = 0; i < 3000; i++) host.Log.Add(Feed.Log("payments", host.Now - 3000 + i, LogSeverity.Info, "fine"));
        Assert.NotEmpty(await host.Queries.GetLogs(new("payments", host.Now - 10_000, host.Now, LogSeverity.Unspecified, null, null, 10)));
        Assert.Equal(1000, host.Log.BatchesRead);
    }

    [Fact]
    public async Task Service_FallsSilent_IsToldAfterARestartToo()
    {
        await using var host = await MonitoringHost.StartAsync();
        await host.Grains.GetGrain<IServiceGrain>("auth").Observe(Feed.Samples("auth", 0, host.Now, ("a", 1)));
        await host.Grains.GetGrain<IServiceGrain>("auth").Save();
        await host.RestartAsync();
        await host.AdvanceAsync(75);
        Assert.Equal(["service-silent Firing"], host.Alerts.Told);
        Assert.Equal(ServiceHealth.Silent, (await host.Queries.GetService("auth"))!.Health);
        await host.Grains.GetGrain<IServiceGrain>("auth").Observe(Feed.Samples("auth", 1, host.Now, ("a", 1)));
        Assert.Equal("service-silent Recovered", host.Alerts.Told.Last());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Service_ClockSetByAnHour_IsSilentNeitherEarlierNorLater(int hours)
    {
        await using var host = await MonitoringHost.StartAsync();
        await host.Grains.GetGrain<IServiceGrain>("auth").Observe(Feed.Samples("auth", 0, host.Now, ("a", 1)));
        host.Clock.SetUtcNow(host.Clock.GetUtcNow().AddHours(hours));
        await host.AdvanceAsync(30);
        Assert.Empty(host.Alerts.Told);
        Assert.Equal(ServiceHealth.Healthy, (await host.Queries.GetService("auth"))!.Health);
        await host.AdvanceAsync(45);
        Assert.Equal(["service-silent Firing"], host.Alerts.Told);
    }

    [Fact]
    public async Task Service_KilledWhileSilent_StillRecovers()
    {
        await using var host = await MonitoringHost.StartAsync();
        await host.Grains.GetGrain<IServiceGrain>("auth").Observe(Feed.Samples("auth", 0, host.Now, ("a", 1)));
        await host.Grains.GetGrain<IServiceGrain>("auth").Save();
        await host.AdvanceAsync(75);
        Assert.Equal(["service-silent Firing"], host.Alerts.Told);
        await host.CrashAsync();
        await host.Grains.GetGrain<IServiceGrain>("auth").Observe(Feed.Samples("auth", 1, host.Now, ("a", 1)));
        Assert.Equal(["service-silent Firing", "service-silent Recovered"], host.Alerts.Told);
    }

    [Fact]
    public async Task Service_KilledWhileSilent_IsStillSilentAfterwards()
    {
        await using var host = await MonitoringHost.StartAsync();
        await host.Grains.GetGrain<IServiceGrain>("auth").Observe(Feed.Samples("auth", 0, host.Now, ("a", 1)));
        await host.Grains.GetGrain<IServiceGrain>("auth").Save();
        await host.AdvanceAsync(75);
        await host.CrashAsync();
        await host.Grains.GetGrain<IServiceGrain>("auth").Observe(Feed.Samples("auth", 0, host.Now, ("a", 1)));
        await host.AdvanceAsync(75);
        Assert.Equal(["service-silent Firing"], host.Alerts.Told);
        Assert.Equal(ServiceHealth.Silent, (await host.Queries.GetService("auth"))!.Health);
    }

    [Fact]
    public async Task Service_ManyReportsInASecond_IsShownLiveOnce()
    {
        await using var host = await MonitoringHost.StartAsync();
        for (var i = 0; i < 10; i++) await host.Grains.GetGrain<IServiceGrain>("auth").Observe(Feed.Samples("auth", i, host.Now, ("a", i)));
        await host.AdvanceAsync(1);
        Assert.Single(host.Live.OfType<ServiceLiveUpdate>());
    }
}
