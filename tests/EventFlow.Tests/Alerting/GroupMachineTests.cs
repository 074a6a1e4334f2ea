using EventFlow.Alerting;

namespace EventFlow.Tests.Alerting;

/// <summary>When channels are told, as timetables over the engine alone: group_wait 10 s, group_interval 300 s, repeat_interval 4 h.</summary>
public sealed class GroupMachineTests
{
    private static readonly GroupTiming Timing = new(10_000, 300_000, 14_400_000, 10_000);

    [Fact]
    public async Task Incident_SeveralRulesWithinTheInterval_OneFiringAndOneResolve() => await new Timetable()
        .Firing(1, "latency").Firing(3, "errors").Firing(20, "cpu")
        .Recovered(60, "cpu").Recovered(80, "latency").Recovered(90, "errors")
        .Expect("ops", 11, 11.5, "firing +latency +errors")
        .Expect("ops", 100, 100.5, "resolved -latency -errors")
        .RunAsync(Subject(), 40_000);

    [Fact]
    public async Task Incident_OverBeforeTheWait_NobodyHearsOfIt() => await new Timetable()
        .Firing(1, "latency").Recovered(8, "latency")
        .RunAsync(Subject(), 40_000);

    [Fact]
    public async Task Incident_FiresAgainWhileItsEndSettles_IsTheSameIncident() => await new Timetable()
        .Firing(1, "latency").Recovered(60, "latency").Firing(65, "latency").Recovered(90, "latency")
        .Expect("ops", 11, 11.5, "firing +latency")
        .Expect("ops", 100, 100.5, "resolved -latency")
        .RunAsync(Subject(), 40_000);

    [Fact]
    public async Task Incident_AfterTheResolve_IsANewOne() => await new Timetable()
        .Firing(1, "latency").Recovered(60, "latency").Firing(100, "latency").Recovered(130, "latency")
        .Expect("ops", 11, 11.5, "firing +latency").Expect("ops", 70, 70.5, "resolved -latency")
        .Expect("ops", 110, 110.5, "firing +latency").Expect("ops", 140, 140.5, "resolved -latency")
        .RunAsync(Subject(), 40_000);

    [Fact]
    public async Task NewAlert_InAToldGroup_WaitsForTheInterval() => await new Timetable()
        .Firing(1, "latency").Firing(30, "errors")
        .Expect("ops", 11, 11.5, "firing +latency")
        .Expect("ops", 311, 311.5, "firing +latency +errors")
        .RunAsync(Subject(), 4_000);

    [Fact]
    public async Task SomeResolved_WhileOthersFire_IsToldAfterTheIntervalOnce() => await new Timetable()
        .Firing(1, "latency").Firing(2, "errors").Recovered(30, "errors").Recovered(700, "latency")
        .Expect("ops", 11, 11.5, "firing +latency +errors")
        .Expect("ops", 311, 311.5, "firing +latency -errors")
        .Expect("ops", 710, 710.5, "resolved -latency")
        .RunAsync(Subject(), 40_000);

    [Fact]
    public async Task Incident_LongerThanTheIntervalEndingRuleByRule_IsOneResolve() => await new Timetable()
        .Firing(1, "latency").Firing(2, "errors").Recovered(900, "errors").Recovered(906, "latency")
        .Expect("ops", 11, 11.5, "firing +latency +errors")
        .Expect("ops", 916, 916.5, "resolved -latency -errors")
        .RunAsync(Subject(), 40_000);

    [Fact]
    public async Task Unacknowledged_ForTheRepeatInterval_IsToldAgain() => await new Timetable()
        .Firing(1, "latency")
        .Expect("ops", 11, 11.5, "firing +latency").Expect("ops", 14_411, 14_411.5, "firing +latency").Expect("ops", 28_811, 28_811.5, "firing +latency")
        .RunAsync(Subject(), 30_000);

    [Fact]
    public async Task Acknowledged_IsNotToldAgainAndItsEndIs() => await new Timetable()
        .Firing(1, "latency").Acknowledged(60, "latency").Recovered(30_000, "latency")
        .Expect("ops", 11, 11.5, "firing +latency")
        .Expect("ops", 30_010, 30_010.5, "resolved -latency")
        .RunAsync(Subject(), 40_000);

    [Fact]
    public async Task Acknowledged_BeforeTheWaitIsOver_NobodyIsTold() => await new Timetable()
        .Firing(1, "latency").Acknowledged(5, "latency").Recovered(100, "latency")
        .RunAsync(Subject(), 40_000);

    [Fact]
    public async Task Acknowledged_BesideANewAlert_IsLeftOut() => await new Timetable()
        .Firing(1, "latency").Acknowledged(20, "latency").Firing(30, "errors").Recovered(400, "latency").Recovered(400, "errors")
        .Expect("ops", 11, 11.5, "firing +latency")
        .Expect("ops", 311, 311.5, "firing +errors")
        .Expect("ops", 410, 410.5, "resolved -latency -errors")
        .RunAsync(Subject(), 40_000);

    [Fact]
    public async Task NoData_DoesNotResolveAndIsNotedWhenToldAgain() => await new Timetable()
        .Firing(1, "latency").NoData(60, "latency").Recovered(20_000, "latency")
        .Expect("ops", 11, 11.5, "firing +latency")
        .Expect("ops", 14_411, 14_411.5, "firing +latency?")
        .Expect("ops", 20_010, 20_010.5, "resolved -latency")
        .RunAsync(Subject(), 40_000);

    [Fact]
    public async Task Severity_RisesAfterTheFirstMessage_TellsThosePagedForItAfterTheWaitAndTheOthersAtTheirInterval() => await new Timetable()
        .Firing(1, "latency").Firing(30, "outage", Severity.Critical).Recovered(400, "latency").Recovered(400, "outage")
        .Expect("ops", 11, 11.5, "firing +latency")
        .Expect("pager", 40, 40.5, "firing +latency +outage")
        .Expect("ops", 311, 311.5, "firing +latency +outage")
        .Expect("ops", 410, 410.5, "resolved -latency -outage").Expect("pager", 410, 410.5, "resolved -latency -outage")
        .RunAsync(Subject(MachineSubject.Channel("ops"), MachineSubject.Channel("pager", Severity.Critical)), 40_000);

    [Fact]
    public async Task Resolve_GoesOnlyToWhomAFiringWent() => await new Timetable()
        .Firing(1, "latency").Recovered(60, "latency")
        .Expect("ops", 11, 11.5, "firing +latency").Expect("ops", 70, 70.5, "resolved -latency")
        .Expect("quiet", 11, 11.5, "firing +latency")
        .RunAsync(Subject(MachineSubject.Channel("ops"), MachineSubject.Channel("pager", Severity.Critical), MachineSubject.Channel("quiet", sendResolved: false)), 40_000);

    [Fact]
    public async Task Channel_TakenAwayMidway_HearsOfTheEndOnly()
    {
        var subject = Subject(MachineSubject.Channel("ops"));
        await new Timetable()
            .Firing(1, "latency").At(20, _ => { subject.Channels.Clear(); return Task.CompletedTask; }).Firing(30, "errors").Recovered(900, "latency").Recovered(900, "errors")
            .Expect("ops", 11, 11.5, "firing +latency")
            .Expect("ops", 910, 910.5, "resolved -latency")
            .RunAsync(subject, 40_000);
    }

    [Fact]
    public async Task Put_EverythingOver_LeavesAnIdleGroup()
    {
        var subject = Subject();
        await new Timetable().Firing(1, "latency").Recovered(60, "latency").Expect("ops", 11, 12, "firing +latency").Expect("ops", 70, 71, "resolved -latency").RunAsync(subject, 100);

        Assert.True(subject.Group.IsIdle());
        Assert.Null(GroupMachine.NextDue(subject.Group, Timing));
    }

    [Fact]
    public void Put_OlderNoticeAfterTheEnd_DoesNotBringTheAlertBack()
    {
        var group = new GroupState();
        var alert = new AlertRecord().Apply(Signals.Of(AlertSignalKind.Firing, 1));
        var firing = alert.ToNotice();
        GroupMachine.Put(group, firing, Timing, 0, 10);
        GroupMachine.Put(group, alert.Apply(Signals.Of(AlertSignalKind.Recovered, 2)).ToNotice(), Timing, 0, 10);

        Assert.False(GroupMachine.Put(group, firing, Timing, 0, 10));
        Assert.True(group.IsIdle());
    }

    [Fact]
    public void Tick_SomeResolvedWhileTheRestIsAcknowledged_IsNotTheEnd()
    {
        var group = new GroupState();
        var (one, other) = (new AlertRecord(), new AlertRecord());
        Put(one.Apply(Signals.Of(AlertSignalKind.Firing, 1, Signals.LabelsOf("latency", "payments"))), 0);
        Put(other.Apply(Signals.Of(AlertSignalKind.Firing, 1, Signals.LabelsOf("errors", "payments"))), 0);
        Tick(10_000);
        Assert.Null(AlertMachine.Acknowledge(one, "ada", "on it", 20_000));
        Put(one, 20_000);
        Put(other.Apply(Signals.Of(AlertSignalKind.Recovered, 2, Signals.LabelsOf("errors", "payments"))), 30_000);
        Tick(310_000);
        Put(one.Apply(Signals.Of(AlertSignalKind.Recovered, 3, Signals.LabelsOf("latency", "payments"))), 400_000);
        Tick(410_000);

        Assert.Equal(
            ["firing: first notification", "firing: some alerts resolved", "resolved: all alerts resolved"],
            group.Outbox.Select(m => $"{m.Notification.Status}: {m.Notification.Reason}"));

        void Put(AlertRecord alert, long now) => GroupMachine.Put(group, alert.ToNotice(), Timing, now, 10);
        // A router of somebody's own may name receivers also when all that is on is acknowledged.
        void Tick(long now) => GroupMachine.Tick(group, "g", [MachineSubject.Channel("ops")], Timing, now);
    }

    [Fact]
    public void Put_MoreAlertsThanAGroupKeeps_LeavesTheRestOut()
    {
        var group = new GroupState();
        for (var i = 0; i < 5; i++) GroupMachine.Put(group, new AlertRecord().Apply(Signals.Of(AlertSignalKind.Firing, 1, Signals.LabelsOf($"r{i}", "payments"))).ToNotice(), Timing, 0, 3);
        Assert.Equal(3, group.Alerts.Count);

        GroupMachine.Tick(group, "g", [MachineSubject.Channel("ops")], Timing, 10_000);
        Assert.Equal(2, Assert.Single(group.Outbox).Notification.TruncatedAlerts);
    }

    private static MachineSubject Subject(params ChannelDefinition[] channels) => new(Timing, channels.Length == 0 ? [MachineSubject.Channel("ops")] : channels);
}
