using EventFlow.Alerting;
using EventFlow.Alerting.Intake;

namespace EventFlow.Tests.Alerting;

/// <summary>Alerts that come together, saved by themselves and told together (<see cref="IAlertBatchGrain"/>): crashed at every step, and raced.</summary>
public sealed class AlertBatchTests
{
    private const AlertAudience Everybody = AlertAudience.Groups | AlertAudience.Index | AlertAudience.Service | AlertAudience.Live | AlertAudience.Inhibition | AlertAudience.Incidents;
    private const int PostedAtMs = 1_000;
    private const int EndedAtMs = 9_000;

    private static readonly LabelSet[] Together = [Labels("a", "one"), Labels("a", "two")];
    private static readonly LabelSet[] Several = [.. Together, Labels("b", "one")];

    [Fact]
    public async Task Post_CrashedAtAnyStep_TellsTheGroupOnceAndEndsOnce()
    {
        var steps = await RunAsync(0);
        Assert.True(steps.Count >= 50, $"only {steps.Count} steps were seen: {string.Join(", ", steps)}");
        Assert.Contains("after IAlertBatchGrain.Take", steps);
        Assert.Contains("before IAlertBatchGrain.Told", steps);
        await CrashWalk.AtEveryStepAsync(steps, RunAsync);
    }

    [Fact]
    public async Task Told_OfAnOlderVersion_LeavesWhatChangedSinceOwed()
    {
        await using var host = await AlertingHost.StartAsync();
        var firing = Signals.Of(AlertSignalKind.Firing, 100);
        var alert = host.Grains.GetGrain<IAlertBatchGrain>(firing.Fingerprint);
        var began = (await alert.Take(firing))!;
        var ended = (await alert.Take(Signals.Of(AlertSignalKind.Recovered, 200)))!;
        Assert.True(ended.Summary.Version > began.Summary.Version);

        await alert.Told(began.Summary.Version, Everybody, began.Unlogged.Count);
        await host.AdvanceByAsync(10_000);

        var listed = Assert.Single((await host.Alerts.Query(new(null, null, null, null, null, null, null, 0, 10))).Items);
        Assert.Equal(AlertState.Resolved, listed.State);
        Assert.Equal(AlertState.Resolved, host.Service.Alerts.Last().State);
        Assert.Equal(["alert.firing", "alert.resolved"], host.Log.EventsOf(StreamNames.Alerts).Select(e => e.Type));
        Assert.Equal(AlertState.Resolved, host.Feed.Updates.OfType<AlertLiveUpdate>().Last().Alert.State);
        Assert.Empty(await host.Grains.GetGrain<IIncidentGrain>(Tenants.Default).List());
    }

    [Fact]
    public async Task Take_NobodyTellsOfIt_TellsByItself()
    {
        await using var host = await AlertingHost.StartAsync();
        var firing = Signals.Of(AlertSignalKind.Firing, 100);
        Assert.NotNull(await host.Grains.GetGrain<IAlertBatchGrain>(firing.Fingerprint).Take(firing));
        Assert.Empty((await host.Alerts.Query(new(null, null, null, null, null, null, null, 0, 10))).Items);
        await host.AdvanceByAsync(30_000);
        Assert.Equal(AlertState.Firing, Assert.Single((await host.Alerts.Query(new(null, null, null, null, null, null, null, 0, 10))).Items).State);
        Assert.Equal("firing", Assert.Single(host.Channel.Sent).Notification.Status);
    }

    [Fact]
    public async Task Post_AServiceThatDoesNotHear_DelaysNobodyAndIsToldLater()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:GroupWait", "00:00:00"));
        host.Service.IsDown = true;
        await PostAsync(host, host.Clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds());
        await host.SettleAsync();
        Assert.Equal("firing", Assert.Single(host.Channel.Sent).Notification.Status);
        Assert.Equal(2, (await host.Alerts.Query(new(null, null, null, null, null, null, null, 0, 10))).Total);
        Assert.Empty(host.Service.Alerts);

        host.Service.IsDown = false;
        await host.AdvanceByAsync(10_000);
        Assert.Equal(2, host.Service.Alerts.Where(a => a.State == AlertState.Firing).DistinctBy(a => a.Id).Count());
        Assert.Single(host.Channel.Sent);
    }

    /// <summary>What became of a message is saved seconds later. Until then its channel tells it again after a crash; afterwards nobody does.</summary>
    [Theory]
    [InlineData(4_000, true)]
    [InlineData(40_000, false)]
    public async Task Delivery_CrashedAfterIt_IsToldAgainAsLongAsItMayNotBeSaved(int crashAfterMs, bool isToldAgain)
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:GroupWait", "00:00:00"));
        await PostAsync(host, host.Clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds());
        await host.AdvanceByAsync(crashAfterMs);
        await host.CrashAsync();
        await host.SettleAsync();

        Assert.Single(host.Channel.Sent);
        Assert.Equal(isToldAgain, host.Crash.Steps.Contains("after IAlertBatchGrain.NoteDelivered"));
        foreach (var alert in (await host.Alerts.Query(new(null, null, null, null, null, null, null, 0, 10))).Items)
        {
            var detail = (await host.Alerts.Get(alert.Id))!;
            Assert.Equal(["sent"], detail.Deliveries.Select(d => d.Outcome));
            Assert.Equal("notified ops", alert.Action);
            Assert.Equal(detail.Alert, alert);
        }
    }

    /// <summary>Its beginning, which came in a large batch, is told after its end, which came by itself.</summary>
    [Fact]
    public async Task Post_EndThatOvertakesTheBeginning_TellsNobodyOfAnAlertThatIsOver()
    {
        await using var host = await AlertingHost.StartAsync();
        var ends = host.Clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var come = host.Crash.HoldAsync("before IAlertGroupGrain.Put", go.Task);
        var begins = host.Intake.PutAsync([Incoming(Together[0], ends)]).AsTask();
        await come;
        await host.Intake.PutAsync([Incoming(Together[0], 1)]);
        go.SetResult();
        await begins;
        await host.AdvanceByAsync(60_000);
        Assert.Equal(AlertState.Resolved, (await host.Alerts.Get(SenderFingerprint.Of(Together[0])))!.Alert.State);
        Assert.Empty(host.Channel.Sent);

        // It is not deaf to it from now on.
        await host.Intake.PutAsync([Incoming(Together[0], ends)]);
        await host.AdvanceByAsync(60_000);
        Assert.Equal("firing", Assert.Single(host.Channel.Sent).Notification.Status);
    }

    [Fact]
    public async Task Group_WithoutRoomForAnAlert_TellsOfItWhenOthersHaveEnded()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:MaxAlertsPerGroup", "2"));
        await new Timetable()
            .Firing(1, "a").Firing(2, "b").Firing(3, "c").Recovered(60, "a").Recovered(60, "b").Recovered(400, "c")
            .Expect("ops", 11, 11.5, "firing +a +b")
            .Expect("ops", 311, 311.5, "firing +c -a -b")
            .Expect("ops", 410, 410.5, "resolved -c")
            .RunAsync(host, 4_000);
    }

    [Fact]
    public async Task Group_WhoseAlertsEndBeforeAnybodyHears_TellsOfTheOneItHadNoRoomFor()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:MaxAlertsPerGroup", "2"));
        await new Timetable()
            .Firing(1, "a").Firing(2, "b").Firing(3, "c").Recovered(5, "a").Recovered(5, "b").At(6, _ => host.CrashAsync()).Recovered(400, "c")
            .Expect("ops", 15, 15.5, "firing +c")
            .Expect("ops", 410, 410.5, "resolved -c")
            .RunAsync(host, 4_000);
    }

    /// <summary>Several senders tell of the same alerts at the same time, each what it holds for true; whoever came last is right, everywhere.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Post_SameAlertsFromManySendersAtOnce_EverybodyKnowsTheLastState(int seed)
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:GroupWait", "00:00:00"), ("EventFlow:Alerting:GroupInterval", "00:00:01"), ("EventFlow:Alerting:FlapChanges", "0"));
        var ends = host.Clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), async (sender, _) =>
        {
            var random = new Random((seed * 100) + sender);
            for (var i = 0; i < 15; i++) await host.Intake.PutAsync([.. Several.Where(_ => random.Next(3) > 0).Select(l => Incoming(l, random.Next(2) == 0 ? ends : 1))]);
        });
        await host.AdvanceByAsync(20_000);

        var listed = (await host.Alerts.Query(new([.. AlertStates.Open, AlertState.Resolved], null, null, null, null, null, null, 0, 100))).Items.ToDictionary(a => a.Id);
        var incident = (await host.Grains.GetGrain<IIncidentGrain>(Tenants.Default).List()).SelectMany(i => i.Services).SelectMany(s => s.Series).ToLookup(s => s.AlertId);
        foreach (var labels in Several)
        {
            var alert = (await host.Alerts.Get(SenderFingerprint.Of(labels)))!.Alert;
            Assert.True(alert == listed[alert.Id], $"seed {seed}: {labels} is {alert.State} in version {alert.Version}, the list says {listed[alert.Id].State} in {listed[alert.Id].Version}");
            Assert.Equal(alert.State, host.Service.Alerts.Where(a => a.Id == alert.Id).MaxBy(a => a.Version)!.State);
            Assert.Equal(alert.State.IsOpen(), incident[alert.Id].Any(s => s.EndedAt is null));
        }
        foreach (var group in host.Channel.Sent.Select(s => s.Notification).GroupBy(n => n.GroupKey))
        {
            Assert.Equal(group.Count(), group.DistinctBy(n => n.Id).Count());
            var isOn = Several.Any(l => l["service"] == group.Last().GroupLabels["service"] && listed[SenderFingerprint.Of(l)].State.IsOpen());
            Assert.Equal(isOn ? "firing" : "resolved", group.Last().Status);
        }
    }

    private static async Task<IReadOnlyList<string>> RunAsync(int crashAt)
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:GroupWait", "00:00:02"));
        await host.CrashAsync(crashAt);
        var start = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        IReadOnlyList<string> steps = [];
        foreach (var (at, ends) in new[] { (PostedAtMs, start + 3_600_000), (EndedAtMs, start + EndedAtMs), (EndedAtMs + 10_000, (long?)null) })
        {
            await host.AdvanceToAsync(at);
            await RecoverAsync(at <= EndedAtMs ? start + 3_600_000 : start + EndedAtMs, at > PostedAtMs);
            await host.AdvanceToAsync(at);
            if (ends is not null) await PostAsync(host, ends.Value);
            await host.SettleAsync();
            await RecoverAsync(ends ?? start + EndedAtMs, true);
        }
        if (crashAt == 0) steps = host.Crash.Steps;
        // In a run by itself a step may fall away that another run has; then nothing crashed, and nothing may while it is checked.
        host.Crash.At = 0;
        await CheckAsync(host, crashAt > 0 ? CrashPoint.AnswerWasLost(steps) : false);
        return steps;

        // A sender whose request got no answer repeats it; one that got its answer says again after a while what still is so.
        async Task RecoverAsync(long ends, bool wasPosted)
        {
            if (!host.Crash.HasCrashed) return;
            steps = host.Crash.Steps;
            await host.CrashAsync();
            if (wasPosted) await PostAsync(host, ends);
            await host.SettleAsync();
        }
    }

    private static async Task PostAsync(AlertingHost host, long ends)
    {
        var post = host.Intake.PutAsync([.. Together.Select(l => Incoming(l, ends))]).AsTask();
        while (!post.IsCompleted && !host.Crash.HasCrashed) await Task.Delay(1);
        if (post.IsCompleted) await post;
    }

    private static async Task CheckAsync(AlertingHost host, bool? answerWasLost)
    {
        var told = host.Channel.Sent.Select(s => s.Notification).ToList();
        // In the window the same message comes twice, with the same id.
        Assert.InRange(told.Count, answerWasLost == true ? 3 : 2, answerWasLost == false ? 2 : 3);
        Assert.Equal(["firing", "resolved"], told.DistinctBy(n => n.Id).Select(n => n.Status));
        Assert.All(told, n => Assert.Equal(Together.Length, n.Alerts.Count));
        var listed = (await host.Alerts.Query(new(null, null, null, null, null, null, null, 0, 10))).Items.ToDictionary(a => a.Id);
        Assert.Equal(Together.Length, listed.Count);
        foreach (var labels in Together)
        {
            var detail = (await host.Alerts.Get(SenderFingerprint.Of(labels)))!;
            Assert.Equal((AlertState.Resolved, 1, "told ops that it is resolved"), (detail.Alert.State, detail.Alert.Episode, detail.Alert.Action));
            Assert.Equal(["sent", "sent"], detail.Deliveries.Select(d => d.Outcome));
            Assert.Equal(detail.Alert, listed[detail.Alert.Id]);
            Assert.Equal(AlertState.Resolved, host.Service.Alerts.Last(a => a.Id == detail.Alert.Id).State);
            Assert.Equal(["alert.firing", "alert.resolved"], host.Log.EventsOf(StreamNames.Alerts).Where(e => e.Id!.Contains(detail.Alert.Id, StringComparison.Ordinal)).DistinctBy(e => e.Id).Select(e => e.Type));
        }
        Assert.All((await host.Grains.GetGrain<IIncidentGrain>(Tenants.Default).List()).SelectMany(i => i.Services).SelectMany(s => s.Series), s => Assert.NotNull(s.EndedAt));
    }

    private static IncomingAlert Incoming(LabelSet labels, long ends) => new(labels, LabelSet.Of(("summary", "it is bad")), null, ends, null);

    private static LabelSet Labels(string service, string instance) => LabelSet.Of(("alertname", "HighCpu"), ("service", service), ("instance", instance), ("severity", "warning"));
}
