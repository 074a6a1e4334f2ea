namespace EventFlow.Embedded.Tests.Contract;

/// <summary>Activation, deactivation and state.</summary>
public abstract class LifecycleContractTests : ContractTests
{
    [Fact]
    public async Task Activation_AfterDeactivateOnIdle_IsANewOne()
    {
        var grain = Grain<ILifecycleGrain>();
        var first = await Within(grain.Instance());
        Assert.Equal(first, await grain.Instance());
        await grain.Leave();
        await Probe.Saw("deactivated one ApplicationRequested");
        Assert.NotEqual(first, await Within(grain.Instance()));
        Assert.Equal(["activated one", "deactivated one ApplicationRequested", "activated one"], Probe.Notes);
    }

    [Fact]
    public virtual async Task Activation_IdleForTheCollectionAge_IsDeactivated()
    {
        await Within(Grain<ILifecycleGrain>("idle").Instance());
        Host.Advance(TimeSpan.FromMinutes(10));
        await Within(Grain<ILifecycleGrain>("busy").Instance());
        Host.Advance(TimeSpan.FromMinutes(7));
        await Probe.Saw("deactivated idle ActivationIdle");
        Assert.Equal(0, Probe.Count("deactivated busy ActivationIdle"));
        Host.Advance(TimeSpan.FromMinutes(10));
        await Probe.Saw("deactivated busy ActivationIdle");
    }

    [Fact]
    public virtual async Task Activation_WithDelayedDeactivation_StaysThatLong()
    {
        await Within(Grain<ILifecycleGrain>("stays").Stay(TimeSpan.FromHours(1)));
        await Within(Grain<ILifecycleGrain>("goes").Instance());
        Host.Advance(TimeSpan.FromMinutes(30));
        await Probe.Saw("deactivated goes ActivationIdle");
        Assert.Equal(0, Probe.Count("deactivated stays ActivationIdle"));
        Host.Advance(TimeSpan.FromMinutes(40));
        await Probe.Saw("deactivated stays ActivationIdle");
    }

    [Fact]
    public async Task Activation_ThatFails_FailsTheWaitingCallsAndTheNextCallTriesAgain()
    {
        var grain = Grain<IFragileGrain>();
        var calls = new[] { grain.Hello(), grain.Hello() };
        await Probe.Saw("starting");
        Probe.Open("start");
        foreach (var call in calls)
            Assert.Equal("cannot start", (await Assert.ThrowsAsync<InvalidDataException>(() => Within(call))).Message);
        Probe.Open("repaired");
        Assert.Equal("hello", await Within(grain.Hello()));
    }

    [Fact]
    public virtual async Task Call_WhileActivationsComeAndGo_IsNeverLostAndNeverMeetsTwoOfOneGrain()
    {
        const int Callers = 8;
        const int Calls = 250;
        await Within(Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var i = 0; i < Calls; i++)
            {
                var grain = Grain<IRestlessGrain>($"r{random.Next(5)}");
                Assert.Equal(1, await (random.Next(4) == 0 ? grain.LiveAndLeave() : grain.Live()));
            }
        }))));
    }

    [Fact]
    public async Task Stop_WithActivations_DeactivatesThem()
    {
        await Within(Grain<ILifecycleGrain>().Instance());
        await Within(Host.RestartAsync());
        await Probe.Saw("deactivated one ShuttingDown");
    }

    [Fact]
    public async Task State_NeverWritten_IsNewAndDoesNotExist()
    {
        var (exists, etag, lines, mean) = await Within(Grain<INotebookGrain>().Look());
        Assert.False(exists);
        Assert.Null(etag);
        Assert.Equal(0, lines);
        Assert.True(double.IsNaN(mean));
    }

    [Fact]
    public async Task State_Written_IsReadByTheNextActivation()
    {
        var grain = Grain<INotebookGrain>();
        await Within(grain.Write("first"));
        await grain.Forget();
        Assert.Equal(["first"], await Within(grain.Read()));
        Assert.Empty(await Grain<INotebookGrain>("another").Read());
    }

    [Fact]
    public async Task State_Written_SurvivesARestart()
    {
        await Within(Grain<INotebookGrain>().Write("first"));
        await Within(Grain<INotebookGrain>().Write("second"));
        await Within(Host.RestartAsync());
        Assert.Equal(["first", "second"], await Within(Grain<INotebookGrain>().Read()));
        var (exists, etag, _, mean) = await Grain<INotebookGrain>().Look();
        Assert.True(exists);
        Assert.NotNull(etag);
        Assert.True(double.IsNaN(mean));
    }

    [Fact]
    public async Task State_OfTwoNames_IsKeptApart()
    {
        var grain = Grain<INotebookGrain>();
        await Within(grain.Write("notes"));
        await Within(grain.WriteOther("other"));
        await grain.Forget();
        Assert.Equal(["notes"], await Within(grain.Read()));
        Assert.Equal(["other"], await Within(grain.ReadOther()));
    }

    [Fact]
    public async Task State_Written_ChangesItsEtagEachTime()
    {
        var grain = Grain<INotebookGrain>();
        var first = await Within(grain.Write("a"));
        var second = await Within(grain.Write("b"));
        Assert.NotNull(first);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task State_Cleared_IsNewAgainAndCanBeWritten()
    {
        var grain = Grain<INotebookGrain>();
        await Within(grain.Write("a"));
        await Within(grain.Clear());
        var (exists, etag, lines, _) = await grain.Look();
        Assert.False(exists);
        Assert.Null(etag);
        Assert.Equal(0, lines);
        await grain.Forget();
        Assert.False((await Within(grain.Look())).Exists);
        await Within(grain.Write("b"));
        await grain.Forget();
        Assert.Equal(["b"], await Within(grain.Read()));
    }

    [Fact]
    public virtual async Task State_WrittenTwiceAtOnce_IsRefusedAndTheActivationStartsAfresh()
    {
        var grain = Grain<INotebookGrain>();
        await Within(grain.Write("a"));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Within(grain.WriteTwiceAtOnce()));
        Assert.Equal(["a", "twice"], await Within(grain.Read()));
        await Within(grain.Write("b"));
    }
}
