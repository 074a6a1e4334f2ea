using EventFlow.Embedded.Tests.Contract;

namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>The contract suite on Orleans. A test that is overridden holds in part: what is left out, no grain may rely on.</summary>
public sealed class OrleansCallTests(PostgresFixture postgres) : CallContractTests
{
    protected override async Task<IGrainHost> StartHostAsync() => await OrleansHost.StartAsync(postgres);

    /// <summary>Orleans times the call out too, and does not name the chain.</summary>
    [Fact]
    public override async Task Call_ThatComesBackToItsCaller_TimesOutAndNamesTheChain()
    {
        var call = Grain<IChainGrain>("a").Call(["b", "a"]);
        await Task.Delay(50, CancellationToken.None);
        Host.Advance(TimeSpan.FromSeconds(29));
        Assert.False(call.IsCompleted);
        Host.Advance(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<TimeoutException>(() => Within(call));
    }

    /// <summary>Orleans times the call out too, and does not name it.</summary>
    [Fact]
    public override async Task Call_BeyondItsResponseTimeout_TimesOutAndLeavesOthersAlone()
    {
        var grain = Grain<ITurnGrain>();
        var impatient = grain.ImpatientHold("a");
        await Probe.Saw("begin a");
        var patient = grain.Hold("b");
        await Until(() => Advanced(impatient, TimeSpan.FromSeconds(2)), "the impatient call to time out");
        await Assert.ThrowsAsync<TimeoutException>(() => Within(impatient));
        Assert.False(patient.IsCompleted);
        Probe.Open("a");
        Probe.Open("b");
        await Within(patient);
    }

    /// <summary>On Orleans the caller's wait ends too; the call itself may still run when its turn comes.</summary>
    [Fact]
    public override async Task Call_CancelledWhileItWaits_NeverRuns()
    {
        var grain = Grain<ITurnGrain>();
        var first = grain.Hold("a");
        await Probe.Saw("begin a");
        using var cancellation = new CancellationTokenSource();
        var second = grain.CancellableHold("b", cancellation.Token);
        await cancellation.CancelAsync();
        Probe.Open("a");
        Probe.Open("b");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Within(second));
        await Within(first);
        await Within(grain.Count());
    }

    private Task<bool> Advanced(Task call, TimeSpan by)
    {
        Host.Advance(by);
        return Task.FromResult(call.IsCompleted);
    }
}

/// <summary>The contract suite on Orleans.</summary>
public sealed class OrleansLifecycleTests(PostgresFixture postgres) : LifecycleContractTests
{
    /// <summary>Why a test of idle grains cannot be run here.</summary>
    internal const string RealClock = "Orleans measures by the clock of the machine how long a grain is idle, so a clock moved by hand does not show it";

    protected override async Task<IGrainHost> StartHostAsync() => await OrleansHost.StartAsync(postgres);

    [Fact(Skip = RealClock)]
    public override Task Activation_IdleForTheCollectionAge_IsDeactivated() => base.Activation_IdleForTheCollectionAge_IsDeactivated();

    [Fact(Skip = RealClock)]
    public override Task Activation_WithDelayedDeactivation_StaysThatLong() => base.Activation_WithDelayedDeactivation_StaysThatLong();

    /// <summary>Orleans gives a call back that was passed on too often while activations went; whoever calls tries again. None meets two activations of one grain.</summary>
    [Fact]
    public override async Task Call_WhileActivationsComeAndGo_IsNeverLostAndNeverMeetsTwoOfOneGrain() => await Within(Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
    {
        var random = new Random(caller);
        for (var i = 0; i < 250;)
        {
            var grain = Grain<IRestlessGrain>($"r{random.Next(5)}");
            try
            {
                Assert.Equal(1, await (random.Next(4) == 0 ? grain.LiveAndLeave() : grain.Live()));
                i++;
            }
            catch (OrleansMessageRejectionException)
            {
                // It never ran.
            }
        }
    }))));

    /// <summary>Orleans puts the second write behind the first, so that both are written; a grain must await each.</summary>
    [Fact]
    public override async Task State_WrittenTwiceAtOnce_IsRefusedAndTheActivationStartsAfresh()
    {
        var grain = Grain<INotebookGrain>();
        await Within(grain.Write("a"));
        await Within(grain.WriteTwiceAtOnce());
        await grain.Forget();
        Assert.Equal(["a", "twice"], await Within(grain.Read()));
        await Within(grain.Write("b"));
    }
}

/// <summary>The contract suite on Orleans.</summary>
public sealed class OrleansTimeTests(PostgresFixture postgres) : TimeContractTests
{
    protected override async Task<IGrainHost> StartHostAsync() => await OrleansHost.StartAsync(postgres);

    [Theory(Skip = OrleansLifecycleTests.RealClock)]
    [InlineData(false)]
    [InlineData(true)]
    public override Task Timer_OfAnIdleGrain_KeepsItOnlyIfAsked(bool keepAlive) => base.Timer_OfAnIdleGrain_KeepsItOnlyIfAsked(keepAlive);
}

/// <summary>The contract suite on Orleans.</summary>
public sealed class OrleansTraceTests(PostgresFixture postgres) : TraceContractTests
{
    protected override async Task<IGrainHost> StartHostAsync() => await OrleansHost.StartAsync(postgres);
}
