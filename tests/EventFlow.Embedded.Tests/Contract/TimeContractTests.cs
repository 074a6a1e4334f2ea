namespace EventFlow.Embedded.Tests.Contract;

/// <summary>Timers and reminders.</summary>
public abstract class TimeContractTests : ContractTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Timer_WithDueTimeAndPeriod_TicksUntilDisposed()
    {
        var grain = Grain<ITimerGrain>();
        await Within(grain.Start(3 * Second, 2 * Second, false, false));
        Host.Advance(2 * Second);
        Assert.Equal(0, Probe.Count("tick"));
        await Ticks(Second, 1);
        await Ticks(2 * Second, 2);
        await Within(grain.Stop());
        Host.Advance(10 * Second);
        await Task.Delay(20, CancellationToken.None);
        Assert.Equal(2, Probe.Count("tick"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Timer_WhileACallRuns_TicksOnlyIfItInterleaves(bool interleave)
    {
        var grain = Grain<ITimerGrain>();
        await Within(grain.Start(Second, Second, interleave, false));
        var held = grain.Hold("a");
        await Probe.Saw("begin a");
        Host.Advance(Second);
        if (interleave)
            await Probe.Saw("tick");
        await Task.Delay(20, CancellationToken.None);
        Assert.Equal(interleave ? 1 : 0, Probe.Count("tick"));
        Probe.Open("a");
        await Within(held);
        await Probe.Saw("tick");
    }

    [Fact]
    public async Task Timer_ThatThrows_IsNotFatalAndGoesOn()
    {
        var grain = Grain<ITimerGrain>();
        await Within(grain.StartFailing(Second));
        Host.Advance(Second);
        await Probe.Saw("failing");
        Probe.Open("x");
        await Within(grain.Hold("x"));
        await Until(
            () =>
            {
                Host.Advance(Second);
                return Task.FromResult(Probe.Count("failing") >= 2);
            },
            "a second tick");
    }

    [Fact]
    public async Task Timer_WithASlowTick_NeverOverlaps()
    {
        await Within(Grain<ITimerGrain>().StartSlow("slow", Second));
        Host.Advance(Second);
        await Probe.Saw("slow begins");
        Host.Advance(10 * Second);
        await Task.Delay(20, CancellationToken.None);
        Assert.Equal(1, Probe.Count("slow begins"));
        Probe.Open("slow");
        await Probe.Saw("slow ends");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public virtual async Task Timer_OfAnIdleGrain_KeepsItOnlyIfAsked(bool keepAlive)
    {
        await Within(Grain<ITimerGrain>().Start(Minute, Minute, false, keepAlive));
        for (var minute = 1; minute <= 20; minute++)
        {
            var before = Probe.Count("tick");
            Host.Advance(Minute);
            if (keepAlive)
                await Probe.Saw("tick", before + 1);
            else
                await Task.Delay(2, CancellationToken.None);
        }

        var ticks = Probe.Count("tick");
        await Until(
            () =>
            {
                Host.Advance(Minute);
                return Task.FromResult(keepAlive ? Probe.Count("tick") > ticks + 2 : true);
            },
            "the timer to go on");
        if (!keepAlive)
            Assert.InRange(ticks, 1, 17);
    }

    [Fact]
    public async Task Reminder_Registered_FiresAndActivatesTheGrain()
    {
        var grain = Grain<IReminderGrain>();
        await Within(grain.Register("daily", Minute, 2 * Minute));
        await Within(grain.Leave());
        Host.Advance(Minute);
        await Probe.Saw("one daily");
        await Ticks("one daily", 2 * Minute, 2);
        Assert.Equal(["daily"], await Within(grain.Names()));
    }

    [Fact]
    public async Task Reminder_Unregistered_FiresNoMore()
    {
        var grain = Grain<IReminderGrain>();
        await Within(grain.Register("daily", Minute, Minute));
        Assert.True(await Within(grain.Unregister("daily")));
        Assert.False(await Within(grain.Unregister("daily")));
        Host.Advance(5 * Minute);
        await Task.Delay(20, CancellationToken.None);
        Assert.Empty(Probe.Notes);
        Assert.Empty(await Within(grain.Names()));
    }

    [Fact]
    public async Task Reminder_AfterARestart_FiresAsPlanned()
    {
        await Within(Grain<IReminderGrain>().Register("daily", 3 * Minute, Minute));
        await Within(Host.RestartAsync());
        Host.Advance(2 * Minute);
        await Task.Delay(20, CancellationToken.None);
        Assert.Empty(Probe.Notes);
        Host.Advance(Minute);
        await Probe.Saw("one daily");
    }

    [Fact]
    public async Task Reminder_RegisteredAgain_TakesTheNewTimes()
    {
        var grain = Grain<IReminderGrain>();
        await Within(grain.Register("daily", Minute, Minute));
        await Within(grain.Register("daily", 10 * Minute, Minute));
        Host.Advance(5 * Minute);
        await Task.Delay(20, CancellationToken.None);
        Assert.Empty(Probe.Notes);
        Host.Advance(5 * Minute);
        await Probe.Saw("one daily");
    }

    [Fact]
    public async Task Reminder_WithTooShortAPeriod_IsRefused()
    {
        var error = await Assert.ThrowsAnyAsync<ArgumentException>(() => Within(Grain<IReminderGrain>().Register("hasty", Second, Second)));
        Assert.Contains("hasty", error.Message);
    }

    [Fact]
    public async Task Reminder_OfAGrainThatIsNotRemindable_IsRefused()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Within(Grain<IPlainGrain>().Register()));
        Assert.Contains("IRemindable", error.Message);
    }

    private Task Ticks(TimeSpan by, int expected) => Ticks("tick", by, expected);

    /// <summary>Moves the clock on until so many ticks came: the next tick is timed from the end of the last, which a test cannot see.</summary>
    private async Task Ticks(string note, TimeSpan by, int expected)
    {
        Host.Advance(by);
        await Until(
            () =>
            {
                Host.Advance(TimeSpan.FromMilliseconds(1));
                return Task.FromResult(Probe.Count(note) >= expected);
            },
            $"{expected} ticks");
        Assert.Equal(expected, Probe.Count(note));
    }
}
