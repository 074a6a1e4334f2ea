namespace EventFlow.Embedded.Tests.Contract;

/// <summary>Implicit stream subscriptions over a stream that can be read again.</summary>
public abstract class StreamContractTests : ContractTests
{
    private static readonly StreamId Stream = StreamId.Create("log", "p0");

    [Fact]
    public async Task Stream_WithItems_DeliversThemInOrderToTheGrainOfItsKey()
    {
        Host.Append(Stream, "a", "b");
        Host.Append(StreamId.Create("log", "p1"), "x");
        Host.Append(StreamId.Create("unread", "p0"), "y");
        Host.Append(Stream, "c");
        await Probe.Saw("c");
        await Probe.Saw("x");
        Assert.Equal(["a", "b", "c"], await Within(Grain<IReaderGrain>("p0").Items()));
        Assert.Equal(["x"], await Within(Grain<IReaderGrain>("p1").Items()));
    }

    [Fact]
    public async Task Stream_WhoseGrainWasDeactivated_GoesOnAtItsCheckpoint()
    {
        Host.Append(Stream, "a", "b");
        await Probe.Saw("b");
        await Within(Grain<IReaderGrain>("p0").Leave());
        Host.Append(Stream, "c");
        await Probe.Saw("subscribed at 2");
        await Probe.Saw("c");
        Assert.Equal(["a", "b", "c"], await Within(Grain<IReaderGrain>("p0").Items()));
    }

    [Fact]
    public async Task Stream_AppendedWhileStopped_IsDeliveredAfterTheRestart()
    {
        Host.Append(Stream, "a");
        await Probe.Saw("a");
        await Within(Host.RestartAsync());
        await Probe.Saw("subscribed at 1");
        Host.Append(Stream, "b");
        await Probe.Saw("b");
        await Within(Host.RestartAsync());
        Assert.Equal(["a", "b"], await Within(Grain<IReaderGrain>("p0").Items()));
    }

    [Fact]
    public async Task Stream_WhoseDeliveryFails_TellsTheObserverAndDeliversAgain()
    {
        Host.Append(Stream, "a", "poison", "b");
        await Probe.Saw("poisoned");
        await Probe.Saw("error poison");
        await Until(
            () =>
            {
                Host.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(Probe.Count("poisoned") >= 3);
            },
            "further attempts");
        Probe.Open("cure");
        await Until(
            () =>
            {
                Host.Advance(TimeSpan.FromSeconds(31));
                return Task.FromResult(Probe.Count("b") > 0);
            },
            "delivery after the cure");
        Assert.Equal(["a", "poison", "b"], await Within(Grain<IReaderGrain>("p0").Items()));
    }
}
