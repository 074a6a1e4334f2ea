namespace EventFlow.Embedded.Tests.Contract;

/// <summary>Calls: turns, interleaving, faults, deadlines.</summary>
public abstract class CallContractTests : ContractTests
{
    [Fact]
    public async Task Call_FromManyCallersAtOnce_RunsOneAtATime()
    {
        var grain = Grain<ITurnGrain>();
        await Within(Task.WhenAll(Enumerable.Range(0, 2_000).Select(_ => Task.Run(grain.Count))));
        Assert.Equal(2_001, await grain.Count());
    }

    [Fact]
    public async Task Call_AfterAwaits_ContinuesInTurn() => Assert.True(await Within(Grain<ITurnGrain>().ContinuesInTurn()));

    [Fact]
    public async Task Call_OfValueTaskMethods_Returns()
    {
        var grain = Grain<ITurnGrain>("key/with ü");
        await grain.Touch();
        Assert.Equal("key/with ü", await grain.Key());
    }

    [Fact]
    public async Task Call_WhileAnotherRuns_Waits()
    {
        var grain = Grain<ITurnGrain>();
        var first = grain.Hold("a");
        await Probe.Saw("begin a");
        var second = grain.Hold("b");
        Probe.Open("b");
        await Task.Delay(20, CancellationToken.None);
        Assert.Equal(0, Probe.Count("begin b"));
        Probe.Open("a");
        await Within(Task.WhenAll(first, second));
        Assert.Equal(["begin a", "end a", "begin b", "end b"], Probe.Notes);
    }

    [Fact]
    public async Task Call_MarkedAlwaysInterleave_RunsBetweenTurns()
    {
        var grain = Grain<ITurnGrain>();
        var held = grain.Hold("a");
        await Probe.Saw("begin a");
        var waiting = grain.Hold("b");
        Assert.Equal("peeked", await Within(grain.Peek()));
        Probe.Open("a");
        Probe.Open("b");
        await Within(Task.WhenAll(held, waiting));
    }

    [Fact]
    public async Task Call_MarkedReadOnly_RunsBesideReadersOnly()
    {
        var grain = Grain<ITurnGrain>();
        var readers = Task.WhenAll(grain.ReadHold("r1"), grain.ReadHold("r2"));
        await Probe.Saw("begin r1");
        await Probe.Saw("begin r2");
        var writer = grain.Hold("w");
        await Task.Delay(20, CancellationToken.None);
        Assert.Equal(0, Probe.Count("begin w"));
        Probe.Open("r1");
        Probe.Open("r2");
        await Within(readers);
        await Probe.Saw("begin w");
        var late = grain.ReadHold("r3");
        await Task.Delay(20, CancellationToken.None);
        Assert.Equal(0, Probe.Count("begin r3"));
        Probe.Open("w");
        Probe.Open("r3");
        await Within(Task.WhenAll(writer, late));
    }

    [Fact]
    public async Task Call_OfReentrantGrain_RunsBetweenTurns()
    {
        var grain = Grain<IReentrantGrain>();
        var held = Task.WhenAll(grain.Hold("a"), grain.Hold("b"));
        await Probe.Saw("begin a");
        await Probe.Saw("begin b");
        Probe.Open("a");
        Probe.Open("b");
        await Within(held);
    }

    [Fact]
    public async Task Call_MarkedOneWay_ReturnsBeforeItEnds()
    {
        await Within(Grain<ITurnGrain>().Notify("a"));
        await Probe.Saw("begin a");
        Assert.Equal(0, Probe.Count("end a"));
        Probe.Open("a");
        await Probe.Saw("end a");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_ThatThrows_GivesTheCallerTypeMessageAndStack(bool afterAwait)
    {
        var grain = Grain<ITurnGrain>();
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => afterAwait ? grain.ThrowAfterAwait("broken") : grain.Throw("broken"));
        Assert.Equal("broken", error.Message);
        Assert.Contains(nameof(TurnGrain), error.StackTrace);
        Assert.Equal(1, await grain.Count());
    }

    [Fact]
    public async Task Call_OfGrainsInAChain_Returns() => await Within(Grain<IChainGrain>("a").Call(["b", "c", "d"]));

    [Fact]
    public virtual async Task Call_ThatComesBackToItsCaller_TimesOutAndNamesTheChain()
    {
        var call = Grain<IChainGrain>("a").Call(["b", "a"]);
        await Task.Delay(50, CancellationToken.None);
        Host.Advance(TimeSpan.FromSeconds(29));
        Assert.False(call.IsCompleted);
        Host.Advance(TimeSpan.FromSeconds(3));
        var error = await Assert.ThrowsAsync<TimeoutException>(() => Within(call));
        Assert.Contains("chain/a.Call → chain/b.Call → chain/a.Call", error.Message);
        Assert.Contains("deadlock", error.Message);
    }

    [Fact]
    public virtual async Task Call_BeyondItsResponseTimeout_TimesOutAndLeavesOthersAlone()
    {
        var grain = Grain<ITurnGrain>();
        var impatient = grain.ImpatientHold("a");
        await Probe.Saw("begin a");
        var patient = grain.Hold("b");
        Host.Advance(TimeSpan.FromSeconds(6));
        var error = await Assert.ThrowsAsync<TimeoutException>(() => Within(impatient));
        Assert.Contains("ITurnGrain.ImpatientHold of turn/one got no answer within 5 s", error.Message);
        Probe.Open("a");
        Probe.Open("b");
        await Within(patient);
    }

    [Fact]
    public async Task Call_CancelledByItsCaller_EndsForBoth()
    {
        using var cancellation = new CancellationTokenSource();
        var call = Grain<ITurnGrain>().CancellableHold("a", cancellation.Token);
        await Probe.Saw("begin a");
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Within(call));
        await Probe.Saw("cancelled a");
    }

    [Fact]
    public virtual async Task Call_CancelledWhileItWaits_NeverRuns()
    {
        var grain = Grain<ITurnGrain>();
        var first = grain.Hold("a");
        await Probe.Saw("begin a");
        using var cancellation = new CancellationTokenSource();
        var second = grain.CancellableHold("b", cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Within(second));
        Probe.Open("a");
        await Within(first);
        await Within(grain.Count());
        Assert.Equal(0, Probe.Count("begin b"));
    }

    [Fact]
    public async Task Call_ThatTimesOut_CancelsTheTokenTheGrainHolds()
    {
        var call = Grain<ITurnGrain>().CancellableHold("a", CancellationToken.None);
        await Probe.Saw("begin a");
        Host.Advance(TimeSpan.FromSeconds(32));
        await Assert.ThrowsAsync<TimeoutException>(() => Within(call));
        await Probe.Saw("cancelled a");
    }

    [Fact]
    public async Task StatelessWorker_WithTwoCallsHeld_RunsBothAndQueuesTheThird()
    {
        var grain = Grain<IWorkerGrain>();
        var held = Task.WhenAll(grain.Hold("a"), grain.Hold("b"));
        await Probe.Saw("begin a");
        await Probe.Saw("begin b");
        var third = grain.Hold("c");
        await Task.Delay(20, CancellationToken.None);
        Assert.Equal(0, Probe.Count("begin c"));
        Probe.Open("a");
        Probe.Open("b");
        Probe.Open("c");
        await Within(Task.WhenAll(held, third));
    }

    [Fact]
    public async Task AsReference_HandedOut_LeadsBackToTheGrain()
    {
        var self = await Within(Grain<ITurnGrain>("me").Self());
        Assert.Equal("me", self.GetPrimaryKeyString());
        Assert.Equal("me", await self.Key());
        Assert.Equal(Grain<ITurnGrain>("me"), self);
    }
}
