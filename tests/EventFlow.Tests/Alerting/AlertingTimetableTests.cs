namespace EventFlow.Tests.Alerting;

/// <summary>The way from a rule's finding to a channel on the real runtime, as timetables: group_wait 10 s, group_interval 5 min.</summary>
public sealed class AlertingTimetableTests
{
    [Fact]
    public async Task Incident_SeveralRules_OneFiringAndOneResolve()
    {
        await using var host = await AlertingHost.StartAsync();
        await new Timetable()
            .Firing(1, "latency").Firing(3, "errors").Firing(20, "cpu").Recovered(60, "cpu").Recovered(80, "latency").Recovered(90, "errors")
            .Expect("ops", 11, 11.5, "firing +latency +errors").Expect("ops", 100, 100.5, "resolved -latency -errors")
            .RunAsync(host, 420);
    }

    [Theory, InlineData(2), InlineData(15), InlineData(85), InlineData(95)]
    public async Task Incident_RestartedInTheMiddle_StillOneFiringAndOneResolve(double at)
    {
        await using var host = await AlertingHost.StartAsync();
        await new Timetable()
            .Firing(1, "latency").Firing(3, "errors").At(at, _ => host.RestartAsync()).Recovered(80, "latency").Recovered(90, "errors")
            .Expect("ops", 11, 11.5, "firing +latency +errors").Expect("ops", 100, 100.5, "resolved -latency -errors")
            .RunAsync(host, 420);
    }

    [Theory, InlineData(2), InlineData(15), InlineData(85), InlineData(95)]
    public async Task Incident_CrashedInTheMiddle_StillOneFiringAndOneResolve(double at)
    {
        await using var host = await AlertingHost.StartAsync();
        await new Timetable()
            .Firing(1, "latency").Firing(3, "errors").At(at, _ => host.CrashAsync()).Recovered(80, "latency").Recovered(90, "errors")
            .Expect("ops", 11, 11.5, "firing +latency +errors").Expect("ops", 100, 100.5, "resolved -latency -errors")
            .RunAsync(host, 420);
    }

    [Fact]
    public async Task Acknowledged_IsNotToldAgainAndItsEndIs()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:GroupInterval", "00:00:30"), ("EventFlow:Alerting:RepeatInterval", "00:01:00"));
        await new Timetable()
            .Firing(1, "latency").Acknowledged(60, "latency").Recovered(300, "latency")
            .Expect("ops", 11, 11.5, "firing +latency").Expect("ops", 310, 310.5, "resolved -latency")
            .RunAsync(host, 400);
    }

    [Fact]
    public async Task Unacknowledged_AcrossARestart_IsToldAgainOnTime()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:RepeatInterval", "00:05:00"));
        await new Timetable()
            .Firing(1, "latency").At(200, _ => host.RestartAsync())
            .Expect("ops", 11, 11.5, "firing +latency").Expect("ops", 311, 311.5, "firing +latency")
            .RunAsync(host, 400);
    }

    [Fact]
    public async Task NoData_StaysFiringWithANote()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:RepeatInterval", "00:05:00"));
        await new Timetable()
            .Firing(1, "latency").NoData(60, "latency").Recovered(350, "latency")
            .Expect("ops", 11, 11.5, "firing +latency").Expect("ops", 311, 311.5, "firing +latency?").Expect("ops", 360, 360.5, "resolved -latency")
            .RunAsync(host, 420);
    }
}
