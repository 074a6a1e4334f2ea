using EventFlow.Embedded.Tests.Contract;

namespace EventFlow.Embedded.Tests;

public sealed class StreamTests
{
    private static readonly StreamId Stream = StreamId.Create("log", "p0");

    [Fact]
    public async Task Memory_ItemsSentByAGrain_ComeToTheGrainOfTheStreamsKeyInOrder()
    {
        await using var host = await EmbeddedHost.StartAsync();
        var grain = host.Grains.GetGrain<ISingleReaderGrain>("k");
        for (var i = 0; i < 5; i++)
            await grain.Send("memory", $"{i}");
        await host.Probe.Saw("k got 4");
        Assert.Equal(["k got 0", "k got 1", "k got 2", "k got 3", "k got 4"], host.Probe.Notes);
    }

    [Fact]
    public async Task Memory_ItemThatFails_ComesAgainAloneAndNothingIsSkipped()
    {
        await using var host = await EmbeddedHost.StartAsync();
        var grain = host.Grains.GetGrain<ISingleReaderGrain>("k");
        await grain.Send("memory", "a");
        await host.Probe.Saw("k got a");
        await grain.Send("memory", "poison");
        await grain.Send("memory", "b");
        await host.Probe.Saw("k got poison");
        host.Probe.Open("cure");
        await AdvanceUntil(host, "k got b");
        Assert.Equal(1, host.Probe.Count("k got a"));
        Assert.InRange(host.Probe.Count("k got poison"), 2, 3);
    }

    [Fact]
    public async Task Memory_StreamThatIsFull_MakesProducersWait()
    {
        await using var host = await EmbeddedHost.StartAsync(static options => options.MemoryStreamCapacity = 2);
        var grain = host.Grains.GetGrain<ISingleReaderGrain>("k");
        var other = host.Grains.GetGrain<ITurnGrain>("x");
        await grain.Send("memory", "poison");
        await host.Probe.Saw("k got poison");
        var stream = Microsoft.Extensions.DependencyInjection.ServiceProviderKeyedServiceExtensions
            .GetRequiredKeyedService<IStreamProvider>(host.Services, "memory").GetStream<string>("single", "k");
        await stream.OnNextAsync("b");
        var third = stream.OnNextAsync("c");
        await other.Count();
        Assert.False(third.IsCompleted);
        host.Probe.Open("cure");
        await AdvanceUntil(host, "k got c");
        await third;
    }

    [Fact]
    public async Task Append_ToASourceThatOnlyReads_IsRefused()
    {
        await using var host = await EmbeddedHost.StartAsync();
        var grain = host.Grains.GetGrain<ISingleReaderGrain>("k");
        Assert.Contains("only reads", (await Assert.ThrowsAsync<NotSupportedException>(() => grain.Send("log", "a"))).Message);
        Assert.Contains("'nowhere'", (await Assert.ThrowsAsync<KeyNotFoundException>(() => grain.Send("nowhere", "a"))).Message);
    }

    [Fact]
    public async Task Source_WhoseReadsFail_IsAskedAgainAndTheObserverIsTold()
    {
        await using var host = await EmbeddedHost.StartAsync();
        host.Log.ReadError = new IOException("disk is away");
        host.Append(Stream, "a");
        await host.Probe.Saw("error disk is away");
        await Until(() => Assert.Single(host.Statistics.Streams) is { Lag: 1, LastError: "disk is away" });
        host.Log.ReadError = null;
        await AdvanceUntil(host, "a");
        Assert.Equal(["a"], await host.Grains.GetGrain<IReaderGrain>("p0").Items());
        await Until(() => Assert.Single(host.Statistics.Streams) is { Lag: 0, LastError: null });
    }

    [Fact]
    public async Task Source_WithABacklog_IsDeliveredInBatchesOfAtMostTheSetting()
    {
        await using var host = await EmbeddedHost.StartAsync(static options => options.StreamBatchSize = 10);
        host.Append(Stream, [.. Enumerable.Range(0, 95).Select(static i => $"i{i}")]);
        await host.Probe.Saw("i94");
        Assert.Equal(9, host.Probe.Count("batch of 10"));
        Assert.Equal(1, host.Probe.Count("batch of 5"));
        Assert.Equal(95, (await host.Grains.GetGrain<IReaderGrain>("p0").Items()).Length);
    }

    [Fact]
    public async Task Stop_WithAReceiverThatSavesWhatItFed_DeactivatesItBeforeTheRest()
    {
        await using var host = await EmbeddedHost.StartAsync();
        host.Append(StreamId.Create("feed", "k"), "a");
        await host.Probe.Saw("fed");
        await host.StopAsync();
        Assert.Equal(["fed", "basin saved", "basin gone"], host.Probe.Notes);
    }

    private static async Task Until(Func<bool> condition)
    {
        for (var i = 0; i < 5_000 && !condition(); i++)
            await Task.Delay(2, CancellationToken.None);
        Assert.True(condition());
    }

    private static async Task AdvanceUntil(EmbeddedHost host, string note)
    {
        for (var i = 0; i < 2_000 && host.Probe.Count(note) == 0; i++)
        {
            host.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(2, CancellationToken.None);
        }

        Assert.Equal(1, host.Probe.Count(note));
    }
}
