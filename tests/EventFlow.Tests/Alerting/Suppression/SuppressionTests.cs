using EventFlow.Alerting.Intake;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Tests.Alerting.Suppression;

/// <summary>What keeps alerts from being told, on the real runtime: group_wait 10 s, resolve after 10 s.</summary>
public sealed class SuppressionTests
{
    private static readonly AlertSignal Fires = Signals.Of(AlertSignalKind.Firing, 1_000);
    private static readonly AlertSignal Ends = Signals.Of(AlertSignalKind.Recovered, 50_000_000);

    [Fact]
    public async Task Silence_BeforeItFires_IsNotToldAndIsSeen()
    {
        await using var host = await AlertingHost.StartAsync();
        var silence = await SilenceAsync(host, "service=\"payments\"", 3600);
        await host.SignalAsync(Fires);
        await host.AdvanceToAsync(60_000);
        Assert.Empty(host.Channel.Sent);
        var alert = (await host.Alerts.Get(Fires.Fingerprint))!;
        Assert.Equal((AlertState.Silenced, silence.Id), (alert.Alert.State, Assert.Single(alert.Alert.Holds.SilencedBy)));
        Assert.EndsWith("Silence of ada: deploying", alert.History[^1].Comment);
        Assert.Equal(1, Assert.Single(await host.Silences.List(null)).Holds);

        // Its time is over, and it still fires: now somebody should know, after the group's wait.
        await host.AdvanceToAsync(3_600_000 + 5_000);
        Assert.Equal(AlertState.Firing, (await host.Alerts.Get(Fires.Fingerprint))!.Alert.State);
        Assert.Empty(host.Channel.Sent);
        await host.AdvanceToAsync(3_600_000 + 11_000);
        Assert.Equal("firing", Assert.Single(host.Channel.Sent).Notification.Status);
        Assert.Equal(["alert.silenced", "alert.firing"], host.Log.EventsOf(StreamNames.Alerts).Select(e => e.Type));
    }

    [Fact]
    public async Task Silence_AfterItWasTold_ItsEndIsToldToWhomTheBeginningWas()
    {
        await using var host = await AlertingHost.StartAsync();
        await host.SignalAsync(Fires);
        await host.AdvanceToAsync(20_000);
        await SilenceAsync(host, "service=~\"pay.*\"", 3600 * 24);
        await host.AdvanceToAsync(16_000_000);
        // Not repeated, though the repeat interval is over.
        Assert.Single(host.Channel.Sent);
        await host.SignalAsync(Ends);
        await host.AdvanceToAsync(16_020_000);
        Assert.Equal(["firing", "resolved"], host.Channel.Sent.Select(s => s.Notification.Status));
    }

    [Fact]
    public async Task Silence_NeverTold_ItsEndIsNotToldEither()
    {
        await using var host = await AlertingHost.StartAsync();
        await SilenceAsync(host, "service=\"payments\"", 3600 * 24);
        await host.SignalAsync(Fires);
        await host.AdvanceToAsync(20_000);
        await host.SignalAsync(Ends);
        await host.AdvanceToAsync(4_000_000);
        Assert.Empty(host.Channel.Tries);
    }

    [Fact]
    public async Task Silence_EndedWhileTheProcessWasDown_IsOverAfterTheStart()
    {
        await using var host = await AlertingHost.StartAsync();
        await SilenceAsync(host, "service=\"payments\"", 60);
        await host.SignalAsync(Fires);
        await host.AdvanceToAsync(5_000);
        await host.CrashAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await host.CrashAsync();
        await host.AdvanceToAsync(330_000);
        Assert.Equal("firing", Assert.Single(host.Channel.Sent).Notification.Status);
    }

    [Fact]
    public async Task Silence_WithASchedule_HoldsOnlyThen()
    {
        await using var host = await AlertingHost.StartAsync();
        // The clock begins at midnight UTC.
        var request = new SilenceRequest(null, Silence.Plain, ["service=\"payments\""], 0, host.Clock.GetUtcNow().AddDays(3).ToUnixTimeMilliseconds(), new() { Times = [new("00:00", "01:00")] }, "nightly batch");
        Assert.True((await host.Silences.Put(request, "ada")).IsDone);
        await host.SignalAsync(Fires);
        await host.AdvanceToAsync(3_599_000);
        Assert.Empty(host.Channel.Sent);
        await host.AdvanceToAsync(3_611_000);
        Assert.Single(host.Channel.Sent);
        Assert.Equal("waiting", Assert.Single(await host.Silences.List(null)).State);
        await host.AdvanceToAsync(24 * 3_600_000 + 1_000);
        Assert.Equal(AlertState.Silenced, (await host.Alerts.Get(Fires.Fingerprint))!.Alert.State);
    }

    [Fact]
    public async Task Expire_ByHand_FreesTheAlert()
    {
        await using var host = await AlertingHost.StartAsync();
        var silence = await SilenceAsync(host, "service=\"payments\"", 3600);
        await host.SignalAsync(Fires);
        Assert.True((await host.Silences.Expire(silence.Id, "bob")).IsDone);
        Assert.Equal(AlertState.Firing, (await host.Alerts.Get(Fires.Fingerprint))!.Alert.State);
        Assert.Equal(("expired", "bob"), (Assert.Single(await host.Silences.List(null)).State, (await host.Silences.Get(silence.Id))!.Silence.ExpiredBy));
        Assert.Equal(OutcomeKind.Conflict, (await host.Silences.Expire(silence.Id, "bob")).Kind);
    }

    [Fact]
    public async Task Put_OtherMatchersThatHoldTheSameAlert_HoldItWithoutAGap()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:GroupWait", "00:00:00"));
        var first = await SilenceAsync(host, "alertname=\"latency\"", 3600);
        await host.SignalAsync(Fires);
        var changed = await host.Silences.Put(new(first.Id, Silence.Plain, ["service=\"payments\""], 0, first.EndsAt, null, "wider"), "bob");
        Assert.NotEqual(first.Id, changed.Value!.Id);
        await host.AdvanceToAsync(60_000);
        Assert.Empty(host.Channel.Sent);
        Assert.Equal([AlertState.Silenced], (await host.Alerts.Get(Fires.Fingerprint))!.History.Select(h => h.To));
        Assert.Equal(["active", "expired"], (await host.Silences.List(null)).Select(s => s.State));
    }

    [Fact]
    public async Task Put_OtherMatchersWhereThereIsRoomForNoMore_TakesTheRoomOfTheOneItReplaces()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:MaxSilences", "1"));
        var first = await SilenceAsync(host, "alertname=\"latency\"", 3600);
        Assert.True((await host.Silences.Put(new(first.Id, Silence.Plain, ["service=\"payments\""], 0, first.EndsAt, null, "wider"), "bob")).IsDone);
        Assert.Equal(["active", "expired"], (await host.Silences.List(null)).Select(s => s.State));
    }

    /// <summary>As amtool writes what somebody typed without quotes.</summary>
    [Fact]
    public async Task Put_TheSameMatchersInAnotherForm_ChangesTheSilence()
    {
        await using var host = await AlertingHost.StartAsync();
        var first = await SilenceAsync(host, "service=payments", 3600);
        var changed = await host.Silences.Put(new(first.Id, Silence.Plain, ["service=\"payments\""], 0, first.EndsAt + 1_000, null, "longer"), "bob");
        Assert.Equal((first.Id, first.EndsAt + 1_000), (changed.Value!.Id, changed.Value.EndsAt));
    }

    [Fact]
    public async Task Put_OtherMatchers_BeginsANewOneAndLeavesThePastAlone()
    {
        await using var host = await AlertingHost.StartAsync();
        var first = await SilenceAsync(host, "service=\"payments\"", 3600);
        var changed = await host.Silences.Put(new(first.Id, Silence.Plain, ["service=\"orders\""], 0, first.EndsAt, null, "other"), "bob");
        Assert.NotEqual(first.Id, changed.Value!.Id);
        var longer = await host.Silences.Put(new(changed.Value.Id, Silence.Plain, ["service=\"orders\""], 0, first.EndsAt + 1000, null, "longer"), "bob");
        Assert.Equal(changed.Value.Id, longer.Value!.Id);
        Assert.Equal(["active", "expired"], (await host.Silences.List(null)).Select(s => s.State));
    }

    [Theory]
    [InlineData("", 60, "why", "matchers")]
    [InlineData("x=~\"(\"", 60, "why", "matchers[0]")]
    [InlineData("x=~\".*\"", 60, "why", "matchers")]
    [InlineData("x=\"y\"", -60, "why", "endsAt")]
    [InlineData("x=\"y\"", 60, "", "comment")]
    public async Task Put_Faulty_NamesTheField(string matcher, int seconds, string comment, string field)
    {
        await using var host = await AlertingHost.StartAsync();
        var outcome = await host.Silences.Put(new(null, Silence.Plain, matcher.Length == 0 ? [] : [matcher], 0, host.Clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeMilliseconds(), null, comment), "ada");
        Assert.Contains(outcome.Faults, f => f.Field == field);
        Assert.Empty(await host.Silences.List(null));
    }

    [Fact]
    public async Task Put_MoreThanAllowed_IsRefusedAndTheEngineGoesOn()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:MaxSilences", "3"));
        for (var i = 0; i < 3; i++) await SilenceAsync(host, $"x=\"{i}\"", 60);
        var refused = await host.Silences.Put(new(null, Silence.Plain, ["x=\"y\""], 0, host.Clock.GetUtcNow().AddSeconds(60).ToUnixTimeMilliseconds(), null, "one more"), "ada");
        Assert.Equal(OutcomeKind.Conflict, refused.Kind);
        Assert.Contains("MaxSilences", refused.Detail);
        // As a script gone wild would.
        for (var i = 0; i < 1_000; i++) Assert.False((await host.Silences.Put(new(null, Silence.Plain, [$"x=\"{i}\""], 0, host.Clock.GetUtcNow().AddSeconds(60).ToUnixTimeMilliseconds(), null, "more"), "ada")).IsDone);
        Assert.Equal(3, (await host.Silences.List(null)).Count);
        await host.SignalAsync(Fires);
        await host.AdvanceToAsync(20_000);
        Assert.Single(host.Channel.Sent);
    }

    [Fact]
    public async Task Inhibition_WhileTheSourceFires_HoldsThoseOfTheSameService()
    {
        await using var host = await AlertingHost.StartAsync();
        await RouteAsync(host, "inhibit_rules: [{source_matchers: [alertname=\"Down\"], target_matchers: [severity=\"warning\"], equal: [service]}]");
        await host.SignalAsync(Fires);
        Assert.Equal(AlertState.Firing, (await host.Alerts.Get(Fires.Fingerprint))!.Alert.State);
        // The cause comes after its effect, within the group's wait.
        var down = Signals.Of(AlertSignalKind.Firing, 2_000, Signals.LabelsOf("Down", "payments", "outage", "critical"), Severity.Critical);
        var other = Signals.Of(AlertSignalKind.Firing, 2_000, Signals.LabelsOf("latency", "orders"));
        await host.SignalAsync(down);
        await host.SignalAsync(other);
        await host.AdvanceToAsync(60_000);
        var held = (await host.Alerts.Get(Fires.Fingerprint))!.Alert;
        Assert.Equal((AlertState.Inhibited, down.Fingerprint), (held.State, Assert.Single(held.Holds.InhibitedBy)));
        Assert.Equal(["Down", "latency/orders"], host.Channel.Sent.SelectMany(s => s.Notification.Alerts).Select(a => a.Labels["service"] == "orders" ? "latency/orders" : a.Labels["alertname"]!).Order());

        await host.SignalAsync(Signals.Of(AlertSignalKind.Recovered, 70_000, Signals.LabelsOf("Down", "payments", "outage", "critical"), Severity.Critical));
        await host.AdvanceToAsync(100_000);
        Assert.Equal(AlertState.Firing, (await host.Alerts.Get(Fires.Fingerprint))!.Alert.State);
        Assert.Contains(host.Channel.Sent, s => s.Notification.Alerts.Any(a => a.Fingerprint == Fires.Fingerprint));
    }

    [Fact]
    public async Task Inhibition_SourceFirst_HoldsFromTheBeginningAndAcrossACrash()
    {
        await using var host = await AlertingHost.StartAsync();
        await RouteAsync(host, "inhibit_rules: [{source_matchers: [alertname=\"Down\"], target_matchers: [severity=\"warning\"], equal: [service]}]");
        await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, 500, Signals.LabelsOf("Down", "payments", "outage", "critical"), Severity.Critical));
        await host.CrashAsync();
        await host.SignalAsync(Fires);
        Assert.Equal(AlertState.Inhibited, (await host.Alerts.Get(Fires.Fingerprint))!.Alert.State);
    }

    /// <summary>Meanwhile the list of alerts is read anew: it may be older than what alerts themselves say, and until it is read what was known holds.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public async Task Inhibition_WhileTheRoutingIsChanged_FollowsWhatAlertsSay(bool sourceEnds)
    {
        await using var host = await AlertingHost.StartAsync();
        const string Rules = "inhibit_rules: [{source_matchers: [alertname=\"Down\"], target_matchers: [severity=\"warning\"], equal: [service]}]";
        await RouteAsync(host, Rules);
        await host.SettleAsync();
        await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, 500, Signals.LabelsOf("Down", "payments", "outage", "critical"), Severity.Critical));
        await host.SettleAsync();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var come = host.Crash.HoldAsync("after IAlertIndexGrain.Query", go.Task);
        var reload = host.Grains.GetGrain<IInhibitionGrain>(Tenants.Default).Reload().AsTask();
        await come;
        if (sourceEnds) await host.SignalAsync(Signals.Of(AlertSignalKind.Recovered, 700, Signals.LabelsOf("Down", "payments", "outage", "critical"), Severity.Critical));
        else await host.SignalAsync(Fires);
        var first = (await host.Alerts.Get(Fires.Fingerprint))?.Alert.State;
        go.SetResult();
        await reload;
        if (sourceEnds) await host.SignalAsync(Fires);
        Assert.Equal(sourceEnds ? null : AlertState.Inhibited, first);
        Assert.Equal(sourceEnds ? AlertState.Firing : AlertState.Inhibited, (await host.Alerts.Get(Fires.Fingerprint))!.Alert.State);
    }

    [Fact]
    public async Task Flapping_ComesAndGoes_IsToldOnceAndEndsWhenCalm()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:FlapChanges", "4"), ("EventFlow:Alerting:ResolveWait", "00:00:05"));
        for (var i = 0; i < 6; i++)
        {
            await host.AdvanceToAsync(i * 40_000 + 1_000);
            await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, i * 40_000 + 1_000));
            await host.AdvanceToAsync(i * 40_000 + 21_000);
            await host.SignalAsync(Signals.Of(AlertSignalKind.Recovered, i * 40_000 + 21_000));
        }
        await host.AdvanceToAsync(300_000);
        // Told and ended once; then the second time it was held open.
        Assert.Equal(["firing", "resolved", "firing"], host.Channel.Sent.Select(s => s.Notification.Status));
        Assert.Equal(AlertState.Flapping, (await host.Alerts.Get(Fires.Fingerprint))!.Alert.State);
        await host.CrashAsync();
        await host.AdvanceToAsync(221_000 + 320_000);
        Assert.Equal(["firing", "resolved", "firing", "resolved"], host.Channel.Sent.Select(s => s.Notification.Status));
        Assert.Equal(AlertState.Resolved, (await host.Alerts.Get(Fires.Fingerprint))!.Alert.State);
    }

    [Fact]
    public async Task Acknowledge_UntilATime_RunsOutAlsoAcrossACrash()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:RepeatInterval", "01:00:00"));
        await host.SignalAsync(Fires);
        await host.AdvanceToAsync(20_000);
        Assert.True((await host.Alerts.Acknowledge(Fires.Fingerprint, "ada", "on it", host.Clock.GetUtcNow().AddHours(2).ToUnixTimeMilliseconds())).IsDone);
        await host.AdvanceToAsync(3_700_000);
        Assert.Single(host.Channel.Sent);
        await host.CrashAsync();
        await host.AdvanceToAsync(2 * 3_600_000 + 40_000);
        var alert = (await host.Alerts.Get(Fires.Fingerprint))!;
        Assert.Equal((AlertState.Firing, null), (alert.Alert.State, alert.Alert.AcknowledgedBy));
        Assert.Equal(2, host.Channel.Sent.Count);
    }

    [Fact]
    public async Task Put_NewRouting_OpenAlertsFindTheirNewWayAndTheOldOneHearsOfTheEnd()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Channels:1:Id", "pager"), ("EventFlow:Channels:1:Kind", "scripted"), ("EventFlow:Channels:1:Address", "there"));
        await RouteAsync(host, "", "channels: ['ops']");
        await host.SignalAsync(Fires);
        await host.AdvanceToAsync(20_000);
        await RouteAsync(host, "", "channels: ['pager']", "[alertname]");
        await host.AdvanceToAsync(40_000);
        Assert.Equal(["ops", "pager"], host.Channel.Sent.Select(s => s.Channel));
        await host.SignalAsync(Ends);
        await host.AdvanceToAsync(400_000);
        Assert.Equal(["ops firing", "pager firing", "ops resolved", "pager resolved"], host.Channel.Sent.Select(s => $"{s.Channel} {s.Notification.Status}").OrderBy(s => s.EndsWith("resolved", StringComparison.Ordinal)).ThenBy(s => s));

        var versions = await host.Routing.Versions();
        Assert.Equal([2, 1, 0], versions.Select(v => v.Version));
        Assert.Equal(3, (await host.Routing.Rollback(1, "bob")).Value!.Version);
        Assert.Equal(["ops"], (await host.Routing.Get()).Config.Receivers![0].Channels);
        Assert.Equal(OutcomeKind.Conflict, (await host.Routing.Put((await host.Routing.Get()).Config, 1, "bob", "")).Kind);
        await host.CrashAsync();
        Assert.Equal(3, (await host.Routing.Get()).Version);
    }

    [Fact]
    public async Task Put_RouteWithOneReceiverMore_ThatOneHearsOfWhatIsOpenAfterTheWaitAndTheOthersNotAgain()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Channels:1:Id", "pager"), ("EventFlow:Channels:1:Kind", "scripted"), ("EventFlow:Channels:1:Address", "there"));
        await RouteAsync(host, "", "channels: [ops]");
        await new Timetable()
            .Firing(1, "latency")
            .At(95, _ => RouteAsync(host, "", "channels: [ops, pager]"))
            .Recovered(200, "latency")
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 105, 105.5, "firing +latency")
            .Expect("ops", 210, 210.5, "resolved -latency").Expect("pager", 210, 210.5, "resolved -latency")
            .RunAsync(host, 400);
    }

    [Fact]
    public async Task Storm_BeyondTheLimit_IsOneMessageWithAllAndOneEnd()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:StormLimit", "2"));
        for (var i = 0; i < 6; i++) await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, 1_000, Signals.LabelsOf("latency", $"s{i}")));
        await host.AdvanceToAsync(20_000);
        Assert.Equal([1, 1, 4], host.Channel.Sent.Select(s => s.Notification.Alerts.Count).Order());
        for (var i = 0; i < 6; i++) await host.SignalAsync(Signals.Of(AlertSignalKind.Recovered, 30_000, Signals.LabelsOf("latency", $"s{i}")));
        await host.AdvanceToAsync(400_000);
        Assert.Equal([1, 1, 4], host.Channel.Sent.Where(s => s.Notification.Status == "resolved").Select(s => s.Notification.Alerts.Count).Order());
    }

    [Fact]
    public async Task MutedRoute_TellsAfterwardsWhatStillGoesOn()
    {
        await using var host = await AlertingHost.StartAsync();
        var reading = host.Routing.Read("""
            route: {receiver: all, group_wait: 10s, routes: [{matchers: [service=payments], mute_time_intervals: [early]}]}
            receivers: [{name: all, channels: ['*']}]
            time_intervals: [{name: early, time_intervals: [{times: [{start_time: '00:00', end_time: '06:00'}]}]}]
            """);
        Assert.True((await host.Routing.Put(reading.Config!, null, "ada", "")).IsDone);
        var brief = Signals.Of(AlertSignalKind.Firing, 1_000, Signals.LabelsOf("brief", "payments"));
        await host.SignalAsync(Fires);
        await host.SignalAsync(brief);
        await host.AdvanceToAsync(3_600_000);
        await host.SignalAsync(Signals.Of(AlertSignalKind.Recovered, 3_600_000, Signals.LabelsOf("brief", "payments")));
        await host.AdvanceToAsync(6 * 3_600_000 - 1);
        Assert.Empty(host.Channel.Sent);
        await host.AdvanceToAsync(6 * 3_600_000 + 500);
        Assert.Equal(Fires.Fingerprint, Assert.Single(Assert.Single(host.Channel.Sent).Notification.Alerts).Fingerprint);
    }

    [Fact]
    public async Task Intake_NotRepeated_EndsInTimeAndNotBeforeAfterACrash()
    {
        await using var host = await AlertingHost.StartAsync();
        var alert = new IncomingAlert(LabelSet.Of(("alertname", "Disk"), ("service", "payments")), LabelSet.Of(("summary", "disk full")), null, null, null);
        await host.Intake.PutAsync([alert]);
        var id = SenderFingerprint.Of(alert.Labels);
        await host.AdvanceToAsync(240_000);
        await host.Intake.PutAsync([alert]);
        await host.AdvanceToAsync(480_000);
        Assert.Equal(AlertState.Firing, (await host.Alerts.Get(id))!.Alert.State);
        await host.CrashAsync();
        await host.AdvanceToAsync(600_000);
        Assert.Equal(AlertState.Firing, (await host.Alerts.Get(id))!.Alert.State);
        await host.AdvanceToAsync(800_000);
        var over = (await host.Alerts.Get(id))!;
        Assert.Equal((AlertState.Resolved, "Its sender has not repeated it in time."), (over.Alert.State, over.History[^1].Comment));
        Assert.Equal(["firing", "resolved"], host.Channel.Sent.Select(s => s.Notification.Status));
    }

    [Fact]
    public async Task Intake_RepeatedWhileManyEnd_GoesOn()
    {
        await using var host = await AlertingHost.StartAsync();
        IncomingAlert Alert(int i, long ends) => new(LabelSet.Of(("alertname", $"Disk{i}"), ("service", "payments")), LabelSet.Empty, null, ends, null);
        var now = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await host.Intake.PutAsync([.. Enumerable.Range(0, 65).Select(i => Alert(i, now + 10_000))]);
        await host.AdvanceToAsync(9_500);
        var go = new TaskCompletionSource();
        var come = host.Crash.HoldAsync("before IAlertGrain.Expire", go.Task);
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        while (!come.IsCompleted)
        {
            host.Clock.Advance(TimeSpan.Zero);
            await Task.Delay(1);
        }
        // Those at whose end it has arrived are ended in steps; this one comes in the second.
        await host.Intake.PutAsync([Alert(64, now + 600_000)]);
        go.SetResult();
        await host.AdvanceToAsync(30_000);
        async Task<AlertState> StateAsync(int i) => (await host.Alerts.Get(SenderFingerprint.Of(Alert(i, 0).Labels)))!.Alert.State;
        Assert.Equal((AlertState.Resolved, AlertState.Firing), (await StateAsync(0), await StateAsync(64)));
        await host.AdvanceToAsync(602_000);
        Assert.Equal(AlertState.Resolved, await StateAsync(64));
    }

    // What Alertmanager 0.25 answered for these.
    [Fact]
    public void SenderFingerprint_IsThatOfAlertmanager()
    {
        Assert.Equal("b0b6fe64ddec1ed9", SenderFingerprint.Of(LabelSet.Of(("alertname", "Disk"), ("service", "payments"))));
        Assert.Equal("c6c455085c00cda9", SenderFingerprint.Of(LabelSet.Of(("alertname", "Disk"), ("service", "payments"), ("team", "ä🙂"))));
    }

    [Fact]
    public async Task Test_OfARoute_SaysWhereWhenAndWhy()
    {
        await using var host = await AlertingHost.StartAsync();
        var silence = await SilenceAsync(host, "service=\"payments\"", 3600);
        var test = (await host.Routing.Test(Signals.Payments, host.Clock.GetUtcNow().ToUnixTimeMilliseconds(), null)).Value!;
        Assert.Contains(silence.Id, Assert.Single(test.Held));
        var target = Assert.Single(test.Targets);
        Assert.Equal(("default", host.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 10_000), (target.Receiver, target.FirstAt));
        Assert.Equal(("ops", true), (target.Channels[0].Channel, target.Channels[0].Told));
    }

    [Fact]
    public async Task Silence_EndedWhileAnAlertIsTakingItUp_HoldsItNoLonger()
    {
        await using var host = await AlertingHost.StartAsync();
        await host.SignalAsync(Fires);
        await host.AdvanceToAsync(5_000);
        var go = new TaskCompletionSource();
        var isTaking = host.Crash.HoldAsync("before IAlertingWorkGrain.Register", go.Task);
        var putting = SilenceAsync(host, "service=\"payments\"", 3600);
        await isTaking;
        var silence = Assert.Single(await host.Grains.GetGrain<ISilenceGrain>(Tenants.Default).List());
        var ending = host.Silences.Expire(silence.Id, "ada").AsTask();
        // It is over, or waits for the alert; either way there is no more to wait for.
        await Task.WhenAny(ending, Task.Delay(300));
        go.SetResult();
        await Task.WhenAll(putting, ending);
        await host.SettleAsync();
        Assert.Equal(AlertState.Firing, (await host.Alerts.Get(Fires.Fingerprint))!.Alert.State);
    }

    [Fact]
    public async Task Silence_EndedWhileAnAlertIsBornUnderIt_HoldsItNoLonger()
    {
        await using var host = await AlertingHost.StartAsync();
        var silence = await SilenceAsync(host, "service=\"payments\"", 3600);
        await host.AdvanceToAsync(10_000);
        var go = new TaskCompletionSource();
        // It has judged itself, and does not stand in the list yet.
        var isBorn = host.Crash.HoldAsync("before IAlertGroupGrain.Put", go.Task);
        var firing = host.SignalAsync(Fires);
        await isBorn;
        Assert.True((await host.Silences.Expire(silence.Id, "ada")).IsDone);
        go.SetResult();
        await firing;
        await host.AdvanceByAsync(3_000);
        Assert.Equal(AlertState.Firing, (await host.Alerts.Get(Fires.Fingerprint))!.Alert.State);
        await host.AdvanceByAsync(15_000);
        Assert.Single(host.Told);
    }

    [Fact]
    public async Task Visit_WhenOneAlertFails_VisitsTheOthers()
    {
        await using var host = await AlertingHost.StartAsync();
        for (var i = 0; i < 40; i++) await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, 1_000 + i, Signals.LabelsOf($"a{i:00}", "payments")));
        await host.AdvanceToAsync(5_000);
        var failure = Task.FromException(new IOException("the disk"));
        _ = host.Crash.HoldAsync("before IAlertGrain.Reassess", failure);
        await Assert.ThrowsAsync<IOException>(async () => await host.Services.GetRequiredService<EventFlow.Alerting.Routing.OpenAlertVisitor>().VisitAsync(static _ => true, 0, 0));
        Assert.Equal(39, host.Crash.Steps.Count(static s => s == "after IAlertGrain.Reassess"));
    }

    private static async Task<Silence> SilenceAsync(AlertingHost host, string matcher, int seconds)
    {
        var outcome = await host.Silences.Put(new(null, Silence.Plain, [matcher], 0, host.Clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeMilliseconds(), null, "deploying"), "ada");
        Assert.True(outcome.IsDone, outcome.Detail);
        return outcome.Value!;
    }

    private static async Task RouteAsync(AlertingHost host, string more, string channels = "channels: ['*']", string groupBy = "[service, type]")
    {
        var reading = host.Routing.Read($"route: {{receiver: all, group_by: {groupBy}, group_wait: 10s}}\nreceivers: [{{name: all, {channels}}}]\n{more}");
        var outcome = await host.Routing.Put(reading.Config!, null, "ada", "a test");
        Assert.True(outcome.IsDone, outcome.Detail);
        await host.SettleAsync();
    }
}
