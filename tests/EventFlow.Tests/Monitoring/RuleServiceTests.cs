using EventFlow.Rules;

namespace EventFlow.Tests.Monitoring;

public sealed class RuleServiceTests
{
    private static readonly RuleDefinition Hot = new()
    {
        Id = "", Name = "Too hot", Metric = "temperature", Detector = "threshold", Parameters = new("""{"operator":"above","value":30,"recovery":28}"""),
    };

    [Fact]
    public async Task Start_NewInstallation_HasTheBuiltInRules()
    {
        await using var host = await MonitoringHost.StartAsync();
        var page = await host.Rules.List(null, null, null, 0, 50);
        Assert.Equal(BuiltInRules.All.Select(r => r.Name).Order(StringComparer.OrdinalIgnoreCase), page.Items.Select(r => r.Name));
        var detail = await host.Rules.Get("cpu-high");
        Assert.Equal(("CPU high", 1, "built-in"), (detail!.Rule.Name, detail.Rule.Version, detail.Rule.UpdatedBy));
    }

    [Fact]
    public async Task Delete_BuiltInRule_StaysDeletedAfterARestart()
    {
        await using var host = await MonitoringHost.StartAsync();
        Assert.True((await host.Rules.Delete("cpu-high", "ada")).IsDone);
        await host.RestartAsync();
        Assert.Null(await host.Rules.Get("cpu-high"));
        Assert.DoesNotContain((await host.Rules.List(null, null, null, 0, 50)).Items, r => r.Id == "cpu-high");
        Assert.Equal(OutcomeKind.NotFound, (await host.Rules.Delete("cpu-high", "ada")).Kind);
    }

    [Fact]
    public async Task Create_ThenUpdate_CountsVersionsAndRefusesAStaleOne()
    {
        await using var host = await MonitoringHost.StartAsync();
        var created = (await host.Rules.Create(Hot, "ada")).Value!;
        Assert.Equal(("too-hot", 1, "ada", host.Now), (created.Id, created.Version, created.UpdatedBy, created.UpdatedAt));
        Assert.Equal(OutcomeKind.Conflict, (await host.Rules.Create(Hot, "bob")).Kind);

        var updated = (await host.Rules.Update(created with { Severity = Severity.Critical }, "bob")).Value!;
        Assert.Equal(2, updated.Version);
        Assert.Equal(OutcomeKind.Conflict, (await host.Rules.Update(created, "eve")).Kind);
        Assert.True((await host.Rules.Update(created with { Version = 0 }, "eve")).IsDone);

        await host.CrashAsync();
        var detail = await host.Rules.Get("too-hot");
        Assert.Equal([3, 2, 1], detail!.History.Select(r => r.Version).Prepend(detail.Rule.Version));
        Assert.Equal(OutcomeKind.NotFound, (await host.Rules.Update(Hot with { Id = "nowhere" }, "ada")).Kind);
    }

    [Fact]
    public async Task Create_FaultyRule_IsInvalidAndNotStored()
    {
        await using var host = await MonitoringHost.StartAsync();
        var outcome = await host.Rules.Create(Hot with { Parameters = new("""{"value":"hot"}""") }, "ada");
        Assert.Equal((OutcomeKind.Invalid, "parameters.value"), (outcome.Kind, outcome.Faults[0].Field));
        Assert.Null(await host.Rules.Get("too-hot"));
    }

    [Theory]
    [InlineData(true, "rule deleted")]
    [InlineData(false, "rule disabled")]
    public async Task DeleteOrDisable_RuleWithOpenAlerts_ResolvesThem(bool delete, string comment)
    {
        await using var host = await MonitoringHost.StartAsync();
        var rule = (await host.Rules.Create(Hot, "ada")).Value!;
        foreach (var (id, ruleId) in new[] { ("a1", "too-hot"), ("a2", "other") })
            host.Alerts.Open[id] = new(id, ruleId, "", "s", null, Severity.Warning, AlertState.Firing, "", LabelSet.Empty, null, 0, null, 0, null, null, null, "", 1, 1);
        Assert.True((delete ? await host.Rules.Delete(rule.Id, "bob") : await host.Rules.Update(rule with { Enabled = false }, "bob")).IsDone);
        Assert.Equal([("a1", "bob", comment)], host.Alerts.Resolved);
    }

    [Fact]
    public async Task Update_RuleNoLongerWatchesASeries_ResolvesItsAlertsOnly()
    {
        await using var host = await MonitoringHost.StartAsync();
        var rule = (await host.Rules.Create(Hot, "ada")).Value!;
        foreach (var service in new[] { "oven", "fridge" })
        {
            var series = SeriesId.Create(service, "temperature", LabelSet.Empty);
            host.Alerts.Open[service] = new(service, "too-hot", "", service, "temperature", Severity.Warning, AlertState.Firing, "", LabelSet.Empty, series, 0, null, 0, null, null, null, "", 1, 1);
        }

        Assert.True((await host.Rules.Update(rule with { Service = "*, !oven" }, "bob")).IsDone);
        Assert.Equal([("oven", "bob", "rule changed")], host.Alerts.Resolved);
        Assert.True((await host.Rules.Update(rule with { Version = 0, Metric = "*" }, "bob")).IsDone);
        Assert.Equal(["fridge"], host.Alerts.Open.Keys);
    }

    [Fact]
    public async Task List_Filters_ByTextServiceAndEnabled()
    {
        await using var host = await MonitoringHost.StartAsync(("EventFlow:Rules:BuiltIn", "false"));
        await host.Rules.Create(Hot with { Service = "pay*" }, "ada");
        await host.Rules.Create(Hot with { Name = "Too cold", Enabled = false }, "ada");
        Assert.Equal(["Too cold"], (await host.Rules.List("COLD", null, null, 0, 50)).Items.Select(r => r.Name));
        Assert.Equal(["Too cold", "Too hot"], (await host.Rules.List(null, "payments", null, 0, 50)).Items.Select(r => r.Name));
        Assert.Equal(["Too cold"], (await host.Rules.List(null, "orders", null, 0, 50)).Items.Select(r => r.Name));
        Assert.Equal(["Too hot"], (await host.Rules.List(null, null, true, 0, 50)).Items.Select(r => r.Name));
        var page = await host.Rules.List(null, null, null, 1, 1);
        Assert.Equal((2, "Too hot"), (page.Total, Assert.Single(page.Items).Name));
    }

    [Fact]
    public async Task Preview_StoredSamples_ShowsWhatTheRuleWouldHaveDone()
    {
        await using var host = await MonitoringHost.StartAsync();
        var start = host.Now;
        for (var i = 0; i < 120; i++)
        {
            host.Log.Add(Feed.Metric("boiler", "temperature", start + i * 5000, i is >= 40 and < 60 ? 35 : 20));
            host.Log.Add(Feed.Metric("boiler", "pressure", start + i * 5000, 99));
        }

        var preview = (await host.Rules.Preview(Hot with { For = TimeSpan.FromSeconds(10) }, start, start + 600_000)).Value!;
        var alert = Assert.Single(preview.Alerts);
        Assert.Equal((start + 210_000, start + 300_000), (alert.Start, alert.End));
        Assert.Equal("temperature 35; expected at most 30; 3 of 3 samples in 10 s", alert.Reason);
        Assert.Equal((1, 120L), (preview.SeriesMatched, preview.SamplesRead));
        var chart = Assert.Single(preview.Charts);
        Assert.Equal((120L, 20, 30.0), (chart.Points.Sum(p => p.Count), chart.Markers.Count, Assert.Single(chart.Thresholds).Value));
        Assert.Empty(host.Alerts.Signals);
    }

    [Fact]
    public async Task Preview_ServiceRule_RunsOverLogsAndSilence()
    {
        await using var host = await MonitoringHost.StartAsync();
        var start = host.Now;
        for (var s = 0; s < 300; s++)
        {
            if (s is > 100 and < 200) continue;
            host.Log.Add(Feed.Log("payments", start + s * 1000, LogSeverity.Info, "fine"));
        }

        var preview = (await host.Rules.Preview(new() { Id = "quiet", Name = "Quiet", Detector = "no-data" }, start, start + 300_000)).Value!;
        var alert = Assert.Single(preview.Alerts);
        Assert.Equal(("payments", start + 160_000, start + 200_000), (alert.Subject, alert.Start, alert.End));
    }

    [Fact]
    public async Task Preview_EachDetectorOfTheCatalog_RunsOverStoredEvents()
    {
        await using var host = await MonitoringHost.StartAsync();
        var start = host.Now;
        for (var s = 0; s < 1800; s += 5)
        {
            host.Log.Add(Feed.Metric("shop", "temperature", start + s * 1000, s is > 1500 and < 1600 ? 95 : 20 + s % 4));
            host.Log.Add(Feed.Log("shop", start + s * 1000, s is > 1500 and < 1700 ? LogSeverity.Error : LogSeverity.Info, s is > 1500 and < 1700 ? $"disk {s} is full" : "all is well"));
        }

        var fired = new HashSet<string>();
        foreach (var detector in host.Rules.Detectors)
        {
            var parameters = detector.Name switch { "threshold" => """{"value":90}""", "rate-of-change" => """{"change":50}""", _ => "{}" };
            var preview = await host.Rules.Preview(new() { Id = "tried", Name = "tried", Detector = detector.Name, Parameters = new(parameters) }, start, start + 1_800_000);
            Assert.True(preview.IsDone, $"{detector.Name}: {string.Join(' ', preview.Faults)}");
            Assert.True(preview.Value!.SeriesMatched == 1 && preview.Value.SamplesRead >= 360, detector.Name);
            if (preview.Value.Alerts.Count > 0) fired.Add(detector.Name);
            if (detector.Name == "log-pattern") Assert.EndsWith("new message pattern: 'disk <*> is full'", Assert.Single(preview.Value.Alerts).Reason);
        }

        Assert.Superset(new HashSet<string> { "threshold", "z-score", "robust-z-score", "ewma", "rolling-average", "rate-of-change", "ensemble", "error-burst", "error-rate", "log-pattern" }, fired);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(25 * 3600 * 1000)]
    public async Task Preview_SpanThatIsEmptyOrTooLong_IsInvalid(int length)
    {
        await using var host = await MonitoringHost.StartAsync();
        Assert.Equal("to", Assert.Single((await host.Rules.Preview(Hot, host.Now, host.Now + length)).Faults).Field);
    }
}
