namespace EventFlow.Tests.Monitoring;

public sealed class MetricSeriesGrainTests
{
    private static readonly RuleDefinition Hot = new() { Id = "hot", Name = "Hot", Metric = "cpu_percent", Detector = "threshold", Parameters = new("""{"value":80}""") };

    [Fact]
    public async Task Append_SignalFails_FailsAndRaisesTheSameSignalWhenRedelivered()
    {
        await using var host = await StartAsync();
        var grain = host.Grains.GetGrain<IMetricSeriesGrain>(Feed.Cpu.Value);
        var batch = Feed.Series(Feed.Cpu, 0, host.Now, 50, 95, 50);
        host.Alerts.FailNext(1);
        await Assert.ThrowsAsync<IOException>(async () => await grain.Append(batch));
        Assert.Empty(host.Alerts.Signals);
        Assert.Equal(0, await grain.Append(batch));
        Assert.Equal(["hot Firing", "hot Recovered"], host.Alerts.Told);
    }

    [Fact]
    public async Task Append_AfterACrash_RepeatsTheVerySameSignals()
    {
        await using var host = await StartAsync();
        var grain = host.Grains.GetGrain<IMetricSeriesGrain>(Feed.Cpu.Value);
        await grain.Append(Feed.Series(Feed.Cpu, 0, host.Now, 50, 60));
        await grain.Save();
        var incident = Feed.Series(Feed.Cpu, 2, host.Now + 10, 95, 97);
        await grain.Append(incident);
        await host.CrashAsync();
        grain = host.Grains.GetGrain<IMetricSeriesGrain>(Feed.Cpu.Value);
        Assert.Equal(60, (await grain.GetInfo())!.LastValue);
        Assert.Equal(2, await grain.Append(incident));
        Assert.Equal(2, host.Alerts.Signals.Count);
        Assert.Single(host.Alerts.Signals.Distinct());
        await grain.Save();
        await host.RestartAsync();
        Assert.Equal(0, await host.Grains.GetGrain<IMetricSeriesGrain>(Feed.Cpu.Value).Append(incident));
        Assert.Equal(2, host.Alerts.Signals.Count);
    }

    [Fact]
    public async Task Append_WhatTheSeriesHadTakenIsLost_SaysSoUntilItIsGivenAgain()
    {
        await using var host = await StartAsync();
        var grain = host.Grains.GetGrain<IMetricSeriesGrain>(Feed.Cpu.Value);
        await grain.Append(Feed.Series(Feed.Cpu, 0, host.Now, 50));
        await grain.Save();
        await grain.Append(Feed.Series(Feed.Cpu, 1, host.Now + 5, 51));
        await host.CrashAsync();
        grain = host.Grains.GetGrain<IMetricSeriesGrain>(Feed.Cpu.Value);
        var next = Feed.Series(Feed.Cpu, 2, host.Now + 10, 52);
        next.After = 1;
        await Assert.ThrowsAsync<StateLostException>(async () => await grain.Append(next));
        await Assert.ThrowsAsync<StateLostException>(async () => await grain.SaveUpTo(1));
        Assert.Equal(50, (await grain.GetInfo())!.LastValue);
        Assert.Equal(1, await grain.Append(Feed.Series(Feed.Cpu, 1, host.Now + 5, 51)));
        Assert.Equal(1, await grain.Append(next));
        await grain.SaveUpTo(2);
        await host.CrashAsync();
        Assert.Equal(52, (await host.Grains.GetGrain<IMetricSeriesGrain>(Feed.Cpu.Value).GetInfo())!.LastValue);
    }

    [Fact]
    public async Task Append_RuleCreatedMeanwhile_IsInForceAtOnce()
    {
        await using var host = await MonitoringHost.StartAsync(("EventFlow:Rules:BuiltIn", "false"));
        var grain = host.Grains.GetGrain<IMetricSeriesGrain>(Feed.Cpu.Value);
        await grain.Append(Feed.Series(Feed.Cpu, 0, host.Now, 95));
        Assert.Empty(host.Alerts.Signals);
        await host.Rules.Create(Hot, "ada");
        await grain.Append(Feed.Series(Feed.Cpu, 1, host.Now + 5, 96));
        Assert.Equal(["hot Firing"], host.Alerts.Told);
        await host.AdvanceAsync(3);
        var decision = Assert.Single((await host.Rules.Get("hot"))!.Decisions);
        Assert.Equal((Feed.Cpu.Value, "firing"), (decision.Subject, decision.Decision));
    }

    [Fact]
    public async Task Timer_FiringSeriesFallsSilent_SignalsNoDataAndWhatComesAfter()
    {
        await using var host = await StartAsync(("EventFlow:Series:NoDataAfterSeconds", "30"));
        var grain = host.Grains.GetGrain<IMetricSeriesGrain>(Feed.Cpu.Value);
        await grain.Append(Feed.Series(Feed.Cpu, 0, host.Now, 95));
        await host.AdvanceAsync(20);
        Assert.Equal(["hot Firing"], host.Alerts.Told);
        await host.AdvanceAsync(20);
        Assert.Equal(["hot Firing", "hot NoData"], host.Alerts.Told);
        await grain.Append(Feed.Series(Feed.Cpu, 1, host.Now, 40));
        Assert.Equal(["hot Firing", "hot NoData", "hot Recovered"], host.Alerts.Told);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Timer_ClockSetByAnHour_SignalsNoDataNeitherEarlierNorLater(int hours)
    {
        await using var host = await StartAsync(("EventFlow:Series:NoDataAfterSeconds", "30"));
        await host.Grains.GetGrain<IMetricSeriesGrain>(Feed.Cpu.Value).Append(Feed.Series(Feed.Cpu, 0, host.Now, 95));
        host.Clock.SetUtcNow(host.Clock.GetUtcNow().AddHours(hours));
        await host.AdvanceAsync(20);
        Assert.Equal(["hot Firing"], host.Alerts.Told);
        await host.AdvanceAsync(20);
        Assert.Equal(["hot Firing", "hot NoData"], host.Alerts.Told);
    }

    [Fact]
    public async Task Activate_RuleChangedMeanwhile_EndsTheAlertThoughNoSampleComes()
    {
        await using var host = await StartAsync();
        var grain = host.Grains.GetGrain<IMetricSeriesGrain>(Feed.Cpu.Value);
        await grain.Append(Feed.Series(Feed.Cpu, 0, host.Now, 95));
        await grain.Save();
        Assert.True((await host.Rules.Update(Hot with { Service = "orders" }, "ada")).IsDone);
        await host.RestartAsync();
        await host.Grains.GetGrain<IMetricSeriesGrain>(Feed.Cpu.Value).GetInfo();
        await host.AdvanceAsync(6);
        Assert.Equal(["hot Firing", "hot Recovered"], host.Alerts.Told);
    }

    [Fact]
    public async Task Append_BeyondTheBudgetOfTheService_IsRefused()
    {
        await using var host = await StartAsync(("EventFlow:Series:SeriesPerService", "2"));
        var applied = new List<int>();
        foreach (var id in new[] { "a", "b", "c" })
        {
            var series = SeriesId.Create("payments", "requests", LabelSet.Of(("id", id)));
            applied.Add(await host.Grains.GetGrain<IMetricSeriesGrain>(series.Value).Append(Feed.Series(series, 0, host.Now, 1)));
        }

        Assert.Equal([1, 1, 0], applied);
        var other = SeriesId.Create("orders", "requests", LabelSet.Empty);
        Assert.Equal(1, await host.Grains.GetGrain<IMetricSeriesGrain>(other.Value).Append(Feed.Series(other, 0, host.Now, 1)));
    }

    [Fact]
    public async Task Append_NewSample_IsShownLive()
    {
        await using var host = await StartAsync();
        await host.Grains.GetGrain<IMetricSeriesGrain>(Feed.Cpu.Value).Append(Feed.Series(Feed.Cpu, 0, host.Now, 1, 2, 3));
        Assert.Equal(3, Assert.IsType<MetricLiveUpdate>(Assert.Single(host.Live)).Sample.LastValue);
    }

    private static async Task<MonitoringHost> StartAsync(params (string, string)[] settings)
    {
        var host = await MonitoringHost.StartAsync([("EventFlow:Rules:BuiltIn", "false"), .. settings]);
        Assert.True((await host.Rules.Create(Hot, "ada")).IsDone);
        return host;
    }
}
