using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Tests.Alerting.Escalation;

/// <summary>Escalations on the real runtime, as timetables: group_wait 10 s; step 1 at once to the pager, step 2 after a minute to whoever is on call, step 3 after two more to all.</summary>
public sealed class EscalationTests
{
    private static readonly AlertSignal Fires = Signals.Of(AlertSignalKind.Firing, 1, Signals.LabelsOf("latency", "payments"));

    [Fact]
    public async Task Unacknowledged_GoesThroughItsStepsAndAllHearOfTheEnd()
    {
        await using var host = await StartAsync();
        await new Timetable()
            .Firing(1, "latency").Recovered(300, "latency")
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency")
            .Expect("mail", 71, 71.5, "firing +latency")
            .Expect("boss", 191, 191.5, "firing +latency").Expect("pager", 191, 191.5, "firing +latency")
            .Expect("ops", 310, 310.5, "resolved -latency").Expect("pager", 310, 310.5, "resolved -latency").Expect("mail", 310, 310.5, "resolved -latency").Expect("boss", 310, 310.5, "resolved -latency")
            .RunAsync(host, 4_000);
        var alert = (await host.Alerts.Get(Fires.Fingerprint))!;
        Assert.Equal(
            ["Step 1 of 3: told pager.", "Step 2 of 3: told ada by mail. ada: On call in Primary until Fri 2 Jan 09:00 (Europe/Berlin).", "Step 3 of 3: told boss, pager. It was the last step."],
            alert.History.Where(h => h.Kind == AlertTransition.Escalated).Select(h => h.Comment));
        Assert.Equal(3, host.Log.EventsOf(StreamNames.Alerts).Count(e => e.Type == "alert.escalated"));
        var tally = new EventFlow.Alerting.Statistics.AlertTally();
        for (var twice = 0; twice < 2; twice++)
            foreach (var transition in host.Log.EventsOf(StreamNames.Alerts)) tally.Add(transition);
        Assert.Equal((1, 1), (tally.Compute(0, long.MaxValue, [], true).Escalated, tally.Compute(0, long.MaxValue, [], true).Incidents));
        Assert.Contains(alert.Deliveries, d => d is { Channel: "mail", Outcome: "sent", For: "step 2, ada" });
        var mail = host.Channel.Dispatches.First(d => d.Channel.Id == "mail");
        Assert.Equal("ada's desk", mail.Channel.Settings["address"]);
        Assert.StartsWith("Step 2, ada: nobody has acknowledged this yet.", mail.Text.Body);
    }

    [Fact]
    public async Task Acknowledged_StopsAndGoesOnWithTheTimeThatWasLeftWhenItIsGivenBack()
    {
        await using var host = await StartAsync();
        await new Timetable()
            .Firing(1, "latency").Acknowledged(41, "latency").At(1_041, async _ => Assert.True((await host.Alerts.Unacknowledge(Fires.Fingerprint, "ada", "")).IsDone))
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency")
            .Expect("mail", 1_071, 1_071.5, "firing +latency")
            .RunAsync(host, 1_100);
    }

    [Fact]
    public async Task AcknowledgedBeforeADelayedFirstStep_KeepsTheTimeThatWasLeft()
    {
        await using var host = await StartAsync();
        await PolicyAsync(host, new() { Id = "night", Steps = [new() { After = "2m", Channels = ["pager"] }] });
        await new Timetable()
            .Firing(1, "latency").Acknowledged(71, "latency").At(500, async _ => Assert.True((await host.Alerts.Unacknowledge(Fires.Fingerprint, "ada", "")).IsDone))
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 560, 560.5, "firing +latency")
            .RunAsync(host, 700);
    }

    [Fact]
    public async Task AcknowledgedBeforeAReminder_KeepsTheTimeThatWasLeft()
    {
        await using var host = await StartAsync();
        await PolicyAsync(host, new() { Id = "night", Steps = [new() { Channels = ["pager"] }], Remind = "4m" });
        await new Timetable()
            .Firing(1, "latency").Acknowledged(101, "latency").At(1_101, async _ => Assert.True((await host.Alerts.Unacknowledge(Fires.Fingerprint, "ada", "")).IsDone))
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency").Expect("pager", 1_251, 1_251.5, "firing +latency")
            .RunAsync(host, 1_300);
    }

    [Fact]
    public async Task AcknowledgedForATime_GoesOnWhenThatIsOverAlsoAcrossACrash()
    {
        await using var host = await StartAsync();
        await new Timetable()
            .Firing(1, "latency")
            .At(41, async _ => Assert.True((await host.Alerts.Acknowledge(Fires.Fingerprint, "ada", "", host.Clock.GetUtcNow().AddSeconds(600).ToUnixTimeMilliseconds())).IsDone))
            .At(500, _ => host.CrashAsync())
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency")
            .Expect("mail", 671, 671.5, "firing +latency")
            .RunAsync(host, 700);
    }

    [Fact]
    public async Task Silenced_StopsAndGoesOnWhenTheSilenceIsOver()
    {
        await using var host = await StartAsync();
        await new Timetable()
            .Firing(1, "latency")
            .At(41, async _ => Assert.True((await host.Silences.Put(new(null, Silence.Plain, ["alertname=\"latency\""], 0, host.Clock.GetUtcNow().AddSeconds(300).ToUnixTimeMilliseconds(), null, "why"), "ada")).IsDone))
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency")
            .Expect("mail", 371, 371.5, "firing +latency")
            .RunAsync(host, 400);
    }

    [Fact]
    public async Task Resolved_EndsItAndTheNextIncidentBeginsAtStepOne()
    {
        await using var host = await StartAsync();
        await new Timetable()
            .Firing(1, "latency").Recovered(60, "latency").Firing(200, "latency").Recovered(230, "latency")
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency").Expect("ops", 70, 70.5, "resolved -latency").Expect("pager", 70, 70.5, "resolved -latency")
            .Expect("ops", 210, 210.5, "firing +latency").Expect("pager", 210, 210.5, "firing +latency").Expect("ops", 240, 240.5, "resolved -latency").Expect("pager", 240, 240.5, "resolved -latency")
            .RunAsync(host, 4_000);
    }

    [Fact]
    public async Task OtherTroubleAfterAllWasAcknowledged_BeginsAtStepOne()
    {
        await using var host = await StartAsync();
        await new Timetable()
            .Firing(1, "latency").Acknowledged(20, "latency").Firing(100, "errors")
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency")
            .Expect("pager", 110, 110.5, "firing +errors").Expect("mail", 170, 170.5, "firing +errors")
            .RunAsync(host, 200);
    }

    [Fact]
    public async Task AcknowledgedAndOverAndBegunAnewBesideOneThatIsTakenCareOf_BeginsAtStepOne()
    {
        await using var host = await StartAsync();
        await new Timetable()
            .Firing(1, "latency").Firing(1, "errors").Acknowledged(20, "latency").Acknowledged(20, "errors").Recovered(30, "latency").Firing(500, "latency")
            .Expect("ops", 11, 11.5, "firing +latency +errors").Expect("pager", 11, 11.5, "firing +latency +errors")
            .Expect("ops", 311, 311.5, "firing -latency")
            .Expect("pager", 510, 510.5, "firing +latency").Expect("mail", 570, 570.5, "firing +latency")
            .RunAsync(host, 600);
    }

    [Fact]
    public async Task RepeatAndRemind_GoThroughTheStepsAgainAndRemindUntilAcknowledged()
    {
        await using var host = await StartAsync();
        await PolicyAsync(host, new() { Id = "night", Steps = [new() { Channels = ["pager"] }], Repeat = 1, RepeatAfter = "10m", Remind = "4m" });
        await new Timetable()
            .Firing(1, "latency").Acknowledged(1_000, "latency")
            .Expect("ops", 11, 11.5, "firing +latency")
            .Expect("pager", 11, 11.5, "firing +latency").Expect("pager", 251, 251.5, "firing +latency").Expect("pager", 491, 491.5, "firing +latency")
            .Expect("pager", 611, 611.5, "firing +latency").Expect("pager", 851, 851.5, "firing +latency")
            .RunAsync(host, 4_000);
        Assert.Equal(["Step 1 of 1: told pager.", "Step 1 of 1, round 2: told pager. It was the last step."], (await host.Alerts.Get(Fires.Fingerprint))!.History.Where(h => h.Kind is not null).Select(h => h.Comment));
    }

    [Fact]
    public async Task NobodyOnCall_GoesOnToTheNextStepAtOnceAndSaysSo()
    {
        await using var host = await StartAsync();
        Assert.True((await host.Services.GetRequiredService<IOnCallService>().Put(Rota() with { Layers = [new() { Members = ["ada"], StartsOn = "2026-06-01" }] }, "eve")).IsDone);
        await new Timetable()
            .Firing(1, "latency")
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency")
            .Expect("boss", 71, 71.5, "firing +latency").Expect("pager", 71, 71.5, "firing +latency")
            .RunAsync(host, 100);
        Assert.Contains((await host.Alerts.Get(Fires.Fingerprint))!.History, h => h.Comment == "Step 2 of 3: nobody could be told. Not told: Nobody is on call in Primary.");
    }

    [Theory, InlineData(5), InlineData(30), InlineData(71), InlineData(100)]
    public async Task CrashedInTheMiddle_EachStepIsStillToldOnceAndOnTime(double at)
    {
        await using var host = await StartAsync();
        await new Timetable()
            .Firing(1, "latency").At(at, _ => host.CrashAsync())
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency").Expect("mail", 71, 71.5, "firing +latency")
            .Expect("boss", 191, 191.5, "firing +latency").Expect("pager", 191, 191.5, "firing +latency")
            .RunAsync(host, 250);
        Assert.Equal(3, (await host.Alerts.Get(Fires.Fingerprint))!.History.Count(h => h.Kind == AlertTransition.Escalated));
    }

    [Fact]
    public async Task FirstStepWithoutDelay_OfAChannelTheRouteTold_IsOneMessage()
    {
        await using var host = await StartAsync();
        await PolicyAsync(host, new() { Id = "night", Steps = [new() { Channels = ["ops", "pager"] }, new() { After = "1m", Channels = ["ops"] }] });
        await new Timetable()
            .Firing(1, "latency")
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency").Expect("ops", 71, 71.5, "firing +latency")
            .RunAsync(host, 300);
        Assert.Contains((await host.Alerts.Get(Fires.Fingerprint))!.History, h => h.Comment == "Step 1 of 2: told ops, pager.");
    }

    [Fact]
    public async Task RouteNamesNoPolicyAnyMore_NoFurtherStepIsTaken()
    {
        await using var host = await StartAsync();
        await new Timetable()
            .Firing(1, "latency")
            .At(20, _ => RouteAsync(host, ""))
            .Recovered(400, "latency")
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency")
            .Expect("ops", 410, 410.5, "resolved -latency").Expect("pager", 410, 410.5, "resolved -latency")
            .RunAsync(host, 500);
    }

    [Fact]
    public async Task RouteNamesAPolicyWhileTheIncidentIsOpen_BeginsAtOnceAndAgainAfterItWasTakenAway()
    {
        await using var host = await StartAsync();
        await RouteAsync(host, "");
        await new Timetable()
            .Firing(1, "latency")
            // Not at a turn of the minute, at which everything with work left is woken.
            .At(95, _ => RouteAsync(host, Night)).At(130, _ => RouteAsync(host, "")).At(200, _ => RouteAsync(host, Night))
            .Expect("ops", 11, 11.5, "firing +latency")
            .Expect("pager", 95, 95.5, "firing +latency")
            // The pager knows of it: a first step without delay tells nobody twice.
            .Expect("mail", 260, 260.5, "firing +latency")
            .RunAsync(host, 300);
        Assert.Equal(3, (await host.Alerts.Get(Fires.Fingerprint))!.History.Count(h => h.Kind == AlertTransition.Escalated));
    }

    [Theory, InlineData("before IAlertingWorkGrain.Reroute"), InlineData("after IAlertingWorkGrain.Reroute"), InlineData("before IAlertGroupGrain.Reroute"), InlineData("after IAlertGroupGrain.Reroute")]
    public async Task RouteNamesAPolicy_CrashedBeforeTheGroupKnows_StillBeginsOnce(string step)
    {
        await using var host = await StartAsync();
        await RouteAsync(host, "");
        await host.SignalAsync(Fires);
        await host.AdvanceToAsync(95_000);
        var come = host.Crash.HoldAsync(step, new TaskCompletionSource().Task);
        Assert.True((await host.Routing.Put(host.Routing.Read(Routes(Night)).Config!, null, "eve", "")).IsDone);
        for (; !come.IsCompleted; host.Clock.Advance(TimeSpan.Zero)) await Task.Delay(1);
        await host.CrashAsync();
        await host.AdvanceToAsync(100_000);
        Assert.Equal(["ops", "pager"], host.Channel.Sent.Select(s => s.Channel));
    }

    [Fact]
    public async Task RouteGroupsOtherwise_TheNewGroupEscalatesAndTheOldOneDoesNotGoOn()
    {
        await using var host = await StartAsync();
        await new Timetable()
            .Firing(1, "latency").At(20, _ => RouteAsync(host, Night, "[alertname]")).Recovered(100, "latency")
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency")
            .Expect("ops", 30, 30.5, "firing +latency").Expect("pager", 30, 30.5, "firing +latency").Expect("mail", 90, 90.5, "firing +latency")
            .Expect("ops", 110, 110.5, "resolved -latency").Expect("pager", 110, 110.5, "resolved -latency").Expect("ops", 110, 110.5, "resolved -latency").Expect("pager", 110, 110.5, "resolved -latency")
            .Expect("mail", 110, 110.5, "resolved -latency")
            .RunAsync(host, 300);
    }

    [Fact]
    public async Task RoutesPolicyWasChangedAndThenDeleted_TheOneItNamesNowBegins()
    {
        await using var host = await StartAsync();
        await PolicyAsync(host, new() { Id = "day", Steps = [new() { Channels = ["boss"] }] });
        await new Timetable()
            .Firing(1, "latency")
            .At(20, _ => RouteAsync(host, "escalation: day")).At(30, async _ => Assert.True((await host.Services.GetRequiredService<IEscalationService>().Delete("night", "eve")).IsDone))
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency")
            .Expect("boss", 71, 71.5, "firing +latency")
            .RunAsync(host, 400);
    }

    [Fact]
    public async Task Muted_WaitsForTheEndOfTheMutedTime()
    {
        await using var host = await StartAsync();
        const string Yaml = """
            route: {receiver: all, group_by: [service, type], group_wait: 10s, routes: [{matchers: [service=payments], escalation: night, mute_time_intervals: [early]}]}
            receivers: [{name: all, channels: [ops]}]
            time_intervals: [{name: early, time_intervals: [{times: [{start_time: '00:01', end_time: '00:10'}]}]}]
            """;
        Assert.True((await host.Routing.Put(host.Routing.Read(Yaml).Config!, null, "eve", "")).IsDone);
        await new Timetable()
            .Firing(1, "latency")
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency").Expect("mail", 600, 600.5, "firing +latency").Expect("boss", 720, 720.5, "firing +latency").Expect("pager", 720, 720.5, "firing +latency")
            .RunAsync(host, 730);
    }

    [Fact]
    public async Task Tester_SaysWhoIsToldWhenAndWhy()
    {
        await using var host = await StartAsync();
        var at = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var target = Assert.Single((await host.Routing.Test(Signals.Payments, at, null)).Value!.Targets);
        Assert.Equal("night", target.Escalation);
        Assert.Equal([at + 10_000, at + 70_000, at + 190_000], target.Steps.Select(s => s.At));
        var person = Assert.Single(target.Steps[1].Targets);
        Assert.Equal(("mail", "ada's desk", "primary", "ada", true), (person.Channel, person.Address, person.Rota, person.Member, person.Told));
    }

    [Fact]
    public async Task OfAlert_SaysHowFarItIsAndWhatComesNext()
    {
        await using var host = await StartAsync();
        await host.SignalAsync(Fires);
        await host.AdvanceToAsync(20_000);
        var escalation = Assert.Single(await host.Services.GetRequiredService<IEscalationService>().OfAlert(Fires.Fingerprint));
        Assert.Equal(("night", 1, 3, 2), (escalation.Standing.Policy, escalation.Standing.StepsDone, escalation.Steps, escalation.Next!.Step));
        Assert.Equal(host.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 50_000, escalation.Next.At);
    }

    [Fact]
    public async Task Override_OverlappingAnother_IsRefusedAndSaysWhat()
    {
        await using var host = await StartAsync();
        var oncall = host.Services.GetRequiredService<IOnCallService>();
        var now = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.True((await oncall.Override("primary", new("bob", now, now + 3_600_000, "dentist"), "ada")).IsDone);
        var refused = await oncall.Override("primary", new("cyd", now + 3_599_999, now + 7_200_000, "swap"), "cyd");
        Assert.Equal(OutcomeKind.Conflict, refused.Kind);
        Assert.Contains("bob from 2026-01-01 00:00 UTC until 2026-01-01 01:00 UTC (dentist), made by ada", refused.Detail);
        Assert.True((await oncall.Override("primary", new("cyd", now + 3_600_000, now + 7_200_000, "swap"), "cyd")).IsDone);
        await host.CrashAsync();
        var status = (await host.Services.GetRequiredService<IOnCallService>().Get("primary", now + 1))!;
        Assert.Equal(("bob", now + 3_600_000, "cyd"), (status.Now.Member, status.Now.Until, status.Next!.Member));
    }

    [Theory, InlineData(-1, 1, "from"), InlineData(253_402_300_800_000, 253_402_300_800_001, "from"), InlineData(0, 253_402_300_800_000, "to"), InlineData(5, 5, "to"), InlineData(0, 8_640_000_001, "to")]
    public async Task Calendar_OfASpanNobodyReckonsWith_IsRefusedAndNamesTheField(long from, long to, string field)
    {
        await using var host = await StartAsync();
        Assert.Equal(field, Assert.Single((await host.Services.GetRequiredService<IOnCallService>().Calendar("primary", from, to)).Faults).Field);
    }

    [Fact]
    public async Task Delete_WhatIsInUse_IsRefusedAndSaysByWhom()
    {
        await using var host = await StartAsync();
        Assert.Contains("named by the route {}", (await host.Services.GetRequiredService<IEscalationService>().Delete("night", "eve")).Detail);
        Assert.Contains("named by the escalation policy night", (await host.Services.GetRequiredService<IOnCallService>().Delete("primary", "eve")).Detail);
        var now = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.True((await host.Services.GetRequiredService<IOnCallService>().Override("primary", new("bob", now, now + 3_600_000, "x"), "ada")).IsDone);
        var without = await host.Services.GetRequiredService<IOnCallService>().Put(Rota() with { Members = [Rota().Members![0]], Layers = [new() { Members = ["ada"], StartsOn = "2025-01-01" }] }, "eve");
        Assert.Equal(OutcomeKind.Conflict, without.Kind);
    }

    [Theory]
    [InlineData("steps", 0)]
    [InlineData("steps[0].channels[0]", 1)]
    [InlineData("steps[0].rotas[0]", 2)]
    [InlineData("steps[0].after", 3)]
    [InlineData("repeat", 4)]
    [InlineData("remind", 5)]
    [InlineData("steps[0]", 6)]
    [InlineData("id", 7)]
    public async Task Put_FaultyPolicy_NamesTheField(string field, int which)
    {
        await using var host = await StartAsync();
        var good = new EscalationPolicy { Id = "x", Steps = [new() { Channels = ["pager"] }] };
        var policy = which switch
        {
            0 => good with { Steps = null },
            1 => good with { Steps = [new() { Channels = ["nowhere"] }] },
            2 => good with { Steps = [new() { Rotas = ["nobody"] }] },
            3 => good with { Steps = [new() { Channels = ["pager"], After = "soon" }] },
            4 => good with { Repeat = 21 },
            5 => good with { Remind = "1s" },
            6 => good with { Steps = [new()] },
            _ => good with { Id = "none" },
        };
        var outcome = await host.Services.GetRequiredService<IEscalationService>().Put(policy, "eve");
        Assert.Contains(field, outcome.Faults.Select(f => f.Field));
    }

    [Fact]
    public async Task Put_RouteWithAPolicyThatDoesNotExist_NamesIt()
    {
        await using var host = await StartAsync();
        var reading = host.Routing.Read("route: {receiver: all, escalation: nowhere}\nreceivers: [{name: all, channels: ['*']}]");
        Assert.Equal("route.escalation is 'nowhere', an escalation policy that does not exist; expected none or one of night.", Assert.Single((await host.Routing.Put(reading.Config!, null, "eve", "")).Faults).ToString());
    }

    internal static OnCallRota Rota() => new()
    {
        Id = "primary", Name = "Primary", TimeZone = "Europe/Berlin", Layers = [new() { Members = ["ada", "bob", "cyd"], StartsOn = "2025-12-05" }],
        Members = [new("ada", [new("mail", "ada's desk")]), new("bob", [new("mail", "bob's desk")]), new("cyd", [new("mail")])],
    };

    internal static async Task<AlertingHost> StartAsync()
    {
        List<(string, string)> settings = [];
        var names = new[] { "ops", "pager", "mail", "boss" };
        for (var i = 0; i < names.Length; i++) settings.AddRange([($"EventFlow:Channels:{i}:Id", names[i]), ($"EventFlow:Channels:{i}:Kind", "scripted"), ($"EventFlow:Channels:{i}:Address", "here")]);
        var host = await AlertingHost.StartAsync([.. settings]);
        var rota = await host.Services.GetRequiredService<IOnCallService>().Put(Rota(), "eve");
        Assert.True(rota.IsDone, rota.Detail);
        await PolicyAsync(host, new()
        {
            Id = "night", Name = "Night",
            Steps = [new() { Channels = ["pager"] }, new() { After = "1m", Rotas = ["primary"] }, new() { After = "2m", Channels = ["boss", "pager"] }],
        });
        await RouteAsync(host, Night);
        return host;
    }

    private const string Night = "escalation: night";

    private static string Routes(string escalation, string groupBy = "[service, type]") => $"route: {{receiver: all, group_by: {groupBy}, group_wait: 10s{(escalation.Length > 0 ? ", " : "")}{escalation}}}\nreceivers: [{{name: all, channels: [ops]}}]";

    private static async Task RouteAsync(AlertingHost host, string escalation, string groupBy = "[service, type]")
    {
        var put = await host.Routing.Put(host.Routing.Read(Routes(escalation, groupBy)).Config!, null, "eve", "");
        Assert.True(put.IsDone, put.Detail);
        await host.SettleAsync();
    }

    private static async Task PolicyAsync(AlertingHost host, EscalationPolicy policy)
    {
        var outcome = await host.Services.GetRequiredService<IEscalationService>().Put(policy, "eve");
        Assert.True(outcome.IsDone, outcome.Detail);
    }
}
