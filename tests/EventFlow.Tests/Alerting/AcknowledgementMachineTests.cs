using EventFlow.Alerting;

namespace EventFlow.Tests.Alerting;

/// <summary>When a channel that hears of acknowledgements is told of one, beside one that does not: group_wait 10 s, group_interval 300 s, repeat_interval 4 h.</summary>
public sealed class AcknowledgementMachineTests
{
    private static readonly GroupTiming Timing = new(10_000, 300_000, 14_400_000, 10_000);

    [Fact]
    public async Task Acknowledged_OfAToldIncident_IsToldAtOnceAndOnce() => await new Timetable()
        .Firing(1, "latency").Acknowledged(20, "latency").Recovered(30_000, "latency")
        .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency")
        .Expect("pager", 20, 20, "firing ~latency")
        .Expect("ops", 30_010, 30_010.5, "resolved -latency").Expect("pager", 30_010, 30_010.5, "resolved -latency")
        .RunAsync(Subject(), 40_000);

    [Fact]
    public async Task Acknowledged_BeforeAnythingWasTold_IsNotTold() => await new Timetable()
        .Firing(1, "latency").Acknowledged(5, "latency").Recovered(100, "latency")
        .RunAsync(Subject(), 40_000);

    [Fact]
    public async Task Acknowledged_OneOfTwo_IsToldWhenBothAre() => await new Timetable()
        .Firing(1, "latency").Firing(2, "errors").Acknowledged(20, "latency").Acknowledged(30, "errors")
        .Expect("ops", 11, 11.5, "firing +latency +errors").Expect("pager", 11, 11.5, "firing +latency +errors")
        .Expect("pager", 30, 30, "firing ~latency ~errors")
        .RunAsync(Subject(), 14_000);

    [Fact]
    public async Task Acknowledged_OneOfTwo_IsNotToldWithARepetitionOfTheOther() => await new Timetable()
        .Firing(1, "latency").Firing(2, "errors").Acknowledged(20, "latency")
        .Expect("ops", 11, 11.5, "firing +latency +errors").Expect("pager", 11, 11.5, "firing +latency +errors")
        .Expect("ops", 14_411, 14_411.5, "firing +errors").Expect("pager", 14_411, 14_411.5, "firing +errors")
        .RunAsync(Subject(), 15_000);

    [Fact]
    public async Task Acknowledged_WhatThePagerWasNotToldOf_IsNotAmongWhatItIsTold() => await new Timetable()
        .Firing(1, "latency").Firing(20, "errors").Acknowledged(30, "errors").Acknowledged(40, "latency")
        .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency")
        .Expect("pager", 40, 40, "firing ~latency")
        .RunAsync(Subject(), 14_000);

    [Fact]
    public async Task ResolvedAndFiringAnew_IsNewsAndNoWithdrawal() => await new Timetable()
        .Firing(1, "latency").Firing(2, "errors").Acknowledged(20, "latency").Acknowledged(21, "errors").Recovered(30, "latency").Firing(400, "latency")
        .Expect("ops", 11, 11.5, "firing +latency +errors").Expect("pager", 11, 11.5, "firing +latency +errors")
        .Expect("pager", 21, 21, "firing ~latency ~errors")
        .Expect("ops", 311, 311.5, "firing -latency").Expect("pager", 311, 311.5, "firing -latency")
        .Expect("ops", 611, 611.5, "firing +latency").Expect("pager", 611, 611.5, "firing +latency")
        .RunAsync(Subject(), 14_000);

    [Fact]
    public async Task FiringAnew_BeforeItsEndWasTold_IsNewsToAll() => await new Timetable()
        .Firing(1, "latency").Firing(2, "errors").Acknowledged(20, "latency").Acknowledged(21, "errors").Recovered(30, "latency").Firing(100, "latency")
        .Expect("ops", 11, 11.5, "firing +latency +errors").Expect("pager", 11, 11.5, "firing +latency +errors")
        .Expect("pager", 21, 21, "firing ~latency ~errors")
        .Expect("ops", 311, 311.5, "firing +latency").Expect("pager", 311, 311.5, "firing +latency")
        .RunAsync(Subject(), 14_000);

    [Fact]
    public async Task FiringAnew_WhileTheEndIsWaitedFor_IsNewsToAll() => await new Timetable()
        .Firing(1, "latency").Acknowledged(20, "latency").Recovered(30, "latency").Firing(35, "latency")
        .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency")
        .Expect("pager", 20, 20, "firing ~latency")
        .Expect("ops", 311, 311.5, "firing +latency").Expect("pager", 311, 311.5, "firing +latency")
        .RunAsync(Subject(), 14_000);

    [Fact]
    public async Task Withdrawn_IsToldAtOnceAndOnce() => await new Timetable()
        .Firing(1, "latency").Acknowledged(20, "latency").Unacknowledged(40, "latency").Acknowledged(60, "latency")
        .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency")
        .Expect("pager", 20, 20, "firing ~latency")
        .Expect("pager", 40, 40, "firing +latency")
        .Expect("pager", 60, 60, "firing ~latency")
        .RunAsync(Subject(), 14_000);

    [Fact]
    public async Task NewAlert_OfAnAcknowledgedIncident_IsTriggeredAndAcknowledgedAnew() => await new Timetable()
        .Firing(1, "latency").Acknowledged(20, "latency").Firing(30, "errors").Acknowledged(400, "errors")
        .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 11, 11.5, "firing +latency")
        .Expect("pager", 20, 20, "firing ~latency")
        .Expect("ops", 311, 311.5, "firing +errors").Expect("pager", 311, 311.5, "firing +errors")
        .Expect("pager", 400, 400, "firing ~latency ~errors")
        .RunAsync(Subject(), 14_000);

    [Fact]
    public void Withdrawn_MessagesOfBoth_SayWhyTheyAreSent()
    {
        var group = new GroupState();
        var alert = new AlertRecord().Apply(Signals.Of(AlertSignalKind.Firing, 1));
        Put(0);
        GroupMachine.Tick(group, "g", [MachineSubject.Channel("pager")], Timing, 10_000);
        Assert.Null(AlertMachine.Acknowledge(alert, "ada", "on it", 20_000));
        Put(20_000);
        Assert.True(AcknowledgementMachine.Tick(group, "g", new HashSet<string> { "pager" }, 20_000));
        Assert.False(AcknowledgementMachine.Tick(group, "g", new HashSet<string> { "pager" }, 20_000));
        Assert.Null(AlertMachine.Unacknowledge(alert, "ada", "not mine", 30_000));
        Put(30_000);
        Assert.True(AcknowledgementMachine.Tick(group, "g", new HashSet<string> { "pager" }, 30_000));
        Assert.Equal(["first notification", "acknowledged", "acknowledgement withdrawn"], group.Outbox.Select(m => m.Notification.Reason));
        Assert.Equal(3, group.Outbox.Select(m => m.Notification.Id).Distinct().Count());

        void Put(long now) => GroupMachine.Put(group, alert.ToNotice(), Timing, now, 10);
    }

    private static MachineSubject Subject() => new(Timing, MachineSubject.Channel("ops"), MachineSubject.Channel("pager")) { Hearing = ["pager"] };
}
