using EventFlow.Alerting.Routing;
using EventFlow.TestKit;
using EventFlow.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.Tests.Alerting.Routing;

/// <summary>How many groups of a route may begin within a minute: in one process, and over several that share the grain which counts.</summary>
public sealed class StormCounterTests : FakeGrainFactory, IStormGrain
{
    private const string Route = "/team";
    private const int Limit = 3;

    private readonly ManualTimeProvider _clock = new();
    private readonly StormGrain _grain;
    private readonly IStormCounter[] _silos;
    private Func<Task> _before = static () => Task.CompletedTask;
    private int _calls;

    public StormCounterTests()
    {
        _grain = new(_clock);
        _silos = [Cluster(), Cluster(), Cluster()];
    }

    [Fact]
    public async Task AdmitAsync_OfGroupsAtAllSilos_LetsInTheLimitOfTheCluster()
    {
        var admitted = 0;
        for (var n = 0; n < 30; n++) admitted += await AskAsync(n % 3, n) ? 1 : 0;
        Assert.Equal(Limit, admitted);

        // A group that has begun at one silo is none of the storm at another.
        for (var silo = 0; silo < 3; silo++)
            for (var n = 0; n < Limit; n++) Assert.True(await AskAsync(silo, n));

        // Each silo asked until it knew that there is no more room.
        Assert.InRange(_calls, Limit, Limit + 3);
    }

    [Fact]
    public async Task AdmitAsync_AMinuteAfterTheLimitWasReached_LetsInOthers()
    {
        for (var n = 0; n < 4; n++) Assert.Equal(n < Limit, await AskAsync(n % 3, n));
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(await AskAsync(0, 10));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await AskAsync(0, 10));
        Assert.True(await AskAsync(1, 11));
        Assert.True(await AskAsync(1, 10));
    }

    [Fact]
    public async Task AdmitAsync_OfThousandsAtOnce_AsksAFewTimes()
    {
        var first = new TaskCompletionSource();
        _before = () => first.Task;
        var asking = Enumerable.Range(0, 5_000).Select(n => AskAsync(0, n)).ToList();
        first.SetResult();
        Assert.Equal(Limit, (await Task.WhenAll(asking)).Count(static isAdmitted => isAdmitted));
        Assert.InRange(_calls, 1, 2);
    }

    [Fact]
    public async Task AdmitAsync_WithoutAnAnswer_CountsForItsOwnSilo()
    {
        _before = static () => Task.FromException(new TimeoutException("the silo is gone."));
        var admitted = 0;
        for (var n = 0; n < 30; n++) admitted += await AskAsync(n % 3, n) ? 1 : 0;
        Assert.Equal(3 * Limit, admitted);
        _before = static () => Task.CompletedTask;
        Assert.True(await AskAsync(0, 100));
    }

    [Fact]
    public async Task AdmitAsync_WhileNoAnswerComes_WaitsTwoSeconds()
    {
        var never = new TaskCompletionSource();
        _before = () => never.Task;
        var asking = AskAsync(0, 1);
        for (var i = 0; _calls == 0; i++)
        {
            Assert.True(i < 10_000, "Nobody was asked.");
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        while (!asking.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.True(await asking);
    }

    [Fact]
    public async Task AdmitAsync_ThroughTheGrainOfARuntime_CountsEachRouteByItself()
    {
        using var data = new TempDirectory();
        var services = new ServiceCollection();
        services.AddHostedGrains(data.Path);
        await using var runtime = services.BuildServiceProvider();
        await runtime.StartGrainsAsync();
        IStormCounter[] silos = [.. Enumerable.Range(0, 3).Select(_ => new ClusterStormCounter(runtime.GetRequiredService<IGrainFactory>(), TimeProvider.System, NullLogger<ClusterStormCounter>.Instance))];
        foreach (var route in new[] { "/team", "/other" })
        {
            var asked = await Task.WhenAll(Enumerable.Range(0, 3_000).Select(n => silos[n % 3].AdmitAsync(route, $"group-{n}", Limit).AsTask()));
            Assert.Equal(Limit, asked.Count(static isAdmitted => isAdmitted));
        }

        await runtime.StopGrainsAsync();
    }

    [Fact]
    public async Task AdmitAsync_OfOneProcess_IsDecidedAtOnce()
    {
        var counter = new LocalStormCounter(_clock);
        for (var n = 0; n < 10; n++)
        {
            var answer = counter.AdmitAsync(Route, $"group-{n}", Limit);
            Assert.True(answer.IsCompleted);
            Assert.Equal(n < Limit, await answer);
        }

        Assert.True(await counter.AdmitAsync("/other", "group-9", Limit));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await counter.AdmitAsync(Route, "group-9", Limit));
    }

    [Fact]
    public async Task AdmitAsync_GroupsThatBeginAgainAfterAMinute_AreCountedAgain()
    {
        var counter = new LocalStormCounter(_clock);
        for (var n = 0; n < Limit; n++) Assert.True(await counter.AdmitAsync(Route, $"group-{n}", Limit));
        _clock.Advance(TimeSpan.FromMinutes(1));
        for (var n = 0; n < Limit; n++) Assert.True(await counter.AdmitAsync(Route, $"group-{n}", Limit));
        Assert.False(await counter.AdmitAsync(Route, "another", Limit));
    }

    async ValueTask<StormAnswer> IStormGrain.Admit(IReadOnlyList<string> groups, int limit)
    {
        Interlocked.Increment(ref _calls);
        await _before();
        return await _grain.Admit(groups, limit);
    }

    public override IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => this;

    private ClusterStormCounter Cluster() => new(this, _clock, NullLogger<ClusterStormCounter>.Instance);

    private Task<bool> AskAsync(int silo, int group) => _silos[silo].AdmitAsync(Route, $"group-{group}", Limit).AsTask();
}
