using EventFlow.Alerting.Intake;

namespace EventFlow.Tests.Alerting;

/// <summary>
/// The timing that Alertmanager documents, row by row, on the real runtime: group_wait 10 s, group_interval 30 s, repeat_interval 70 s unless a row says otherwise. Where we mean to differ, the row says how;
/// docs/alerting.md lists the differences.
/// </summary>
public sealed class AlertmanagerTimingTests
{
    private const string Timing = "group_wait: 10s, group_interval: 30s, repeat_interval: 10m";

    private static readonly Row[] Rows =
    [
        new("group_wait: the first message waits for more of its group", Timing, t => t
            .Firing(1, "a").Firing(9, "b")
            .Expect("ops", 11, 11.5, "firing +a +b"), 30),
        new("group_wait 0: told at once", "group_wait: 0s, group_interval: 30s, repeat_interval: 10m", t => t
            .Firing(1, "a")
            .Expect("ops", 1, 1.5, "firing +a"), 30),
        new("resolved within group_wait: nobody hears of it", Timing, t => t
            .Firing(1, "a").Recovered(9, "a"), 200),
        new("group_interval: an alert that joins is told an interval after the last message", Timing, t => t
            .Firing(1, "a").Firing(20, "b")
            .Expect("ops", 11, 11.5, "firing +a").Expect("ops", 41, 41.5, "firing +a +b"), 100),
        new("an alert that joins later than that; different: group_wait after it, where Alertmanager waits for its next tick (71 s)", Timing, t => t
            .Firing(1, "a").Firing(55, "b")
            .Expect("ops", 11, 11.5, "firing +a").Expect("ops", 65, 65.5, "firing +a +b"), 100),
        new("one of two resolves: told with the other an interval after the last message", Timing, t => t
            .Firing(1, "a").Firing(2, "b").Recovered(20, "b")
            .Expect("ops", 11, 11.5, "firing +a +b").Expect("ops", 41, 41.5, "firing +a -b"), 100),
        new("all resolve; different: the end is told when it has lasted group_wait, where Alertmanager waits for its next tick (41 s)", Timing, t => t
            .Firing(1, "a").Recovered(20, "a")
            .Expect("ops", 11, 11.5, "firing +a").Expect("ops", 30, 30.5, "resolved -a"), 200),
        new("resolved and firing again before that was told: the same incident, nothing is told", Timing, t => t
            .Firing(1, "a").Recovered(20, "a").Firing(25, "a")
            .Expect("ops", 11, 11.5, "firing +a"), 100),
        new("firing again after the end was told: a new incident with its own group_wait", Timing, t => t
            .Firing(1, "a").Recovered(20, "a").Firing(50, "a")
            .Expect("ops", 11, 11.5, "firing +a").Expect("ops", 30, 30.5, "resolved -a").Expect("ops", 60, 60.5, "firing +a"), 100),
        new("repeat_interval; different: to the second, where Alertmanager rounds up to its ticks (101 s, 191 s)", "group_wait: 10s, group_interval: 30s, repeat_interval: 70s", t => t
            .Firing(1, "a")
            .Expect("ops", 11, 11.5, "firing +a").Expect("ops", 81, 81.5, "firing +a").Expect("ops", 151, 151.5, "firing +a"), 200),
        new("repeat_interval below group_interval: at group_interval, as in Alertmanager", "group_wait: 10s, group_interval: 30s, repeat_interval: 5s", t => t
            .Firing(1, "a")
            .Expect("ops", 11, 11.5, "firing +a").Expect("ops", 41, 41.5, "firing +a").Expect("ops", 71, 71.5, "firing +a"), 80),
        new("repeat_interval begins anew with each message", "group_wait: 10s, group_interval: 30s, repeat_interval: 70s", t => t
            .Firing(1, "a").Firing(20, "b")
            .Expect("ops", 11, 11.5, "firing +a").Expect("ops", 41, 41.5, "firing +a +b").Expect("ops", 111, 111.5, "firing +a +b"), 150),
        new("group_by: groups have their own times", $"{Timing}, group_by: [alertname]", t => t
            .Firing(1, "a").Firing(5, "b")
            .Expect("ops", 11, 11.5, "firing +a").Expect("ops", 15, 15.5, "firing +b"), 30),
        new("continue: both routes tell, each in its own time", $"{Timing}, routes: [{{receiver: all, continue: true, group_wait: 5s}}, {{receiver: all, group_wait: 20s}}]", t => t
            .Firing(1, "a")
            .Expect("ops", 6, 6.5, "firing +a").Expect("ops", 21, 21.5, "firing +a"), 30),
        new("mute_time_intervals; different: what still goes on is told when they end, where Alertmanager waits for its next tick; what ended meanwhile is told to nobody", $"{Timing}, routes: [{{receiver: all, mute_time_intervals: [early]}}]", t => t
            .Firing(1, "a").Firing(100, "b").Recovered(200, "b")
            .Expect("ops", 300, 300.5, "firing +a"), 330),
        new("mute_time_intervals: the end of what was told before is told afterwards", $"{Timing}, routes: [{{receiver: all, mute_time_intervals: [later]}}]", t => t
            .Firing(1, "a").Recovered(400, "a")
            .Expect("ops", 11, 11.5, "firing +a").Expect("ops", 600, 600.5, "resolved -a"), 700),
        new("active_time_intervals: told when they begin", $"{Timing}, routes: [{{receiver: all, active_time_intervals: [later]}}]", t => t
            .Firing(1, "a")
            .Expect("ops", 300, 300.5, "firing +a"), 330),
        new("silence ends while it fires; different: told group_wait after it, where Alertmanager waits for its next tick", Timing, t => t
            .At(0.5, s => SilenceAsync(s, 60)).Firing(1, "a")
            .Expect("ops", 70.5, 71, "firing +a"), 100),
        new("silence begins after it was told: not repeated, and its end is told; different: Alertmanager keeps the end to itself", "group_wait: 10s, group_interval: 30s, repeat_interval: 70s", t => t
            .Firing(1, "a").At(20, s => SilenceAsync(s, 600)).Recovered(200, "a")
            .Expect("ops", 11, 11.5, "firing +a").Expect("ops", 210, 210.5, "resolved -a"), 800),
        new("inhibition: held while its source fires, told group_wait after the source is over", Timing, t => t
            .Firing(1, "Down", Severity.Critical).Firing(2, "a").Recovered(100, "Down")
            .Expect("ops", 11, 11.5, "firing +Down").Expect("ops", 110, 110.5, "firing +a -Down"), 120),
        new("inhibition within group_wait: the effect that came first is held too", Timing, t => t
            .Firing(1, "a").Firing(5, "Down", Severity.Critical)
            .Expect("ops", 11, 11.5, "firing +Down"), 100),
        new("resolve_timeout: an alert without an end is over when it was not sent again in time", Timing, t => t
            .At(1, s => SendAsync(s, null)).At(31, s => SendAsync(s, null))
            .Expect("ops", 11, 11.5, "firing +a").Expect("ops", 101, 102.5, "resolved -a"), 150, ("EventFlow:Alerting:ResolveTimeout", "00:01:00")),
        new("endsAt: an alert with an end is over then", Timing, t => t
            .At(1, s => SendAsync(s, 40))
            .Expect("ops", 11, 11.5, "firing +a").Expect("ops", 50, 51.5, "resolved -a"), 150),
        new("restart: what was told is not told again, what waits is told on time; Alertmanager waits group_wait anew", Timing, t => t
            .Firing(1, "a").At(6, s => ((AlertingHost)s).RestartAsync()).At(20, s => ((AlertingHost)s).RestartAsync())
            .Expect("ops", 11, 11.5, "firing +a"), 100),
        new("restart: a repeat stays on time", "group_wait: 10s, group_interval: 30s, repeat_interval: 70s", t => t
            .Firing(1, "a").At(50, s => ((AlertingHost)s).RestartAsync())
            .Expect("ops", 11, 11.5, "firing +a").Expect("ops", 81, 81.5, "firing +a"), 100),
        new("severity rises: who hears of critical is told group_wait after, the others at their interval", Timing, t => t
            .Firing(1, "a").Firing(15, "a", Severity.Critical)
            .Expect("ops", 11, 11.5, "firing +a").Expect("pager", 25, 25.5, "firing +a"), 35),
    ];

    public static TheoryData<string> Names => [.. Rows.Select(r => r.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task Row_IsToldWhenItSays(string name)
    {
        var row = Rows.Single(r => r.Name == name);
        await using var host = await AlertingHost.StartAsync(
            [.. row.Settings, ("EventFlow:Channels:1:Id", "pager"), ("EventFlow:Channels:1:Kind", "scripted"), ("EventFlow:Channels:1:Address", "there"), ("EventFlow:Channels:1:MinSeverity", "critical")]);
        var receiver = name.StartsWith("severity", StringComparison.Ordinal) ? "['*']" : "[ops]";
        var groupBy = row.Route.Contains("group_by", StringComparison.Ordinal) ? "" : "group_by: [service], ";
        var reading = host.Routing.Read($$"""
            route: {receiver: all, {{groupBy}}{{row.Route}}}
            receivers: [{name: all, channels: {{receiver}}}]
            inhibit_rules: [{source_matchers: [alertname="Down"], target_matchers: [alertname!="Down"], equal: [service]}]
            time_intervals:
            - {name: early, time_intervals: [{times: [{start_time: '00:00', end_time: '00:05'}]}]}
            - {name: later, time_intervals: [{times: [{start_time: '00:05', end_time: '00:10'}]}]}
            """);
        Assert.Empty(reading.Faults);
        var put = await host.Routing.Put(reading.Config!, null, "ada", "");
        Assert.True(put.IsDone, put.Detail);
        await host.SettleAsync();
        await row.Script(new()).RunAsync(host, row.Until);
    }

    private static async Task SilenceAsync(ITimetableSubject subject, int seconds)
    {
        var host = (AlertingHost)subject;
        Assert.True((await host.Silences.Put(new(null, Silence.Plain, ["alertname=\"a\""], 0, host.Clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeMilliseconds(), null, "why"), "ada")).IsDone);
    }

    private static async Task SendAsync(ITimetableSubject subject, int? endsAtSeconds)
    {
        var host = (AlertingHost)subject;
        var ends = endsAtSeconds is { } s ? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(s).ToUnixTimeMilliseconds() : (long?)null;
        await host.Intake.PutAsync([new IncomingAlert(LabelSet.Of(("alertname", "a"), ("service", "payments"), ("severity", "warning")), LabelSet.Empty, null, ends, null)]);
    }

    private sealed record Row(string Name, string Route, Func<Timetable, Timetable> Script, double Until, params (string Key, string Value)[] Settings);
}
