using EventFlow.EventStore;
using EventFlow.Ingestion;
using EventFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.Tests.Ingestion;

/// <summary>Whether a partition is behind anywhere in a cluster, as each silo knows it.</summary>
public sealed class CatchUpWatchTests : IGrainFactory
{
    private readonly ManualTimeProvider _clock = new();
    private readonly IngestionProgress _progress;
    private readonly CatchUpWatch _watch;
    private Func<string, Task<bool>> _answer = static _ => Task.FromResult(false);

    public CatchUpWatchTests()
    {
        _progress = new(_clock);
        _watch = new(this, _progress, _clock, NullLogger<CatchUpWatch>.Instance);
    }

    [Fact]
    public async Task StartAsync_BeforeAnyPartitionHasAnswered_TakesThemForBehind()
    {
        var first = new TaskCompletionSource<bool>();
        _answer = _ => first.Task;
        await _watch.StartAsync(TestContext.Current.CancellationToken);
        Assert.True(_progress.IsCatchingUp);
        first.SetResult(false);
        await _watch.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task LookAsync_OnePartitionElsewhereIsBehind_SaysSoUntilItIsNot()
    {
        _answer = static key => Task.FromResult(key == EventStreams.KeyOf(StreamNames.Logs, 2));
        await _watch.LookAsync(TestContext.Current.CancellationToken);
        Assert.True(_progress.IsCatchingUp);
        _answer = static _ => Task.FromResult(false);
        await _watch.LookAsync(TestContext.Current.CancellationToken);
        Assert.False(_progress.IsCatchingUp);
    }

    [Fact]
    public async Task LookAsync_APartitionWhoseSiloWasLost_IsBehindForAMinuteAndNotForGood()
    {
        await _watch.LookAsync(TestContext.Current.CancellationToken);
        Assert.False(_progress.IsCatchingUp);
        _answer = static key => key == EventStreams.KeyOf(StreamNames.Metrics, 1) ? Task.FromException<bool>(new TimeoutException("no answer.")) : Task.FromResult(false);
        await _watch.LookAsync(TestContext.Current.CancellationToken);
        Assert.True(_progress.IsCatchingUp);
        _clock.Advance(TimeSpan.FromSeconds(59));
        await _watch.LookAsync(TestContext.Current.CancellationToken);
        Assert.True(_progress.IsCatchingUp);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await _watch.LookAsync(TestContext.Current.CancellationToken);
        Assert.False(_progress.IsCatchingUp);
    }

    [Fact]
    public async Task LookAsync_APartitionThatIsSlowToAnswer_KeepsTheOthersWaitingForSecondsOnly()
    {
        var never = new TaskCompletionSource<bool>();
        _answer = key => key == EventStreams.KeyOf(StreamNames.Domain, 0) ? never.Task : Task.FromResult(false);
        var looking = _watch.LookAsync(TestContext.Current.CancellationToken);
        Assert.False(looking.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(3));
        await looking;
        Assert.True(_progress.IsCatchingUp);
    }

    TGrainInterface IGrainFactory.GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix) => (TGrainInterface)(IGrainWithStringKey)new Partition(this, primaryKey);

    IGrain IGrainFactory.GetGrain(Type grainInterfaceType, string grainPrimaryKey) => new Partition(this, grainPrimaryKey);

    private sealed class Partition(CatchUpWatchTests test, string key) : IIngestionGrain
    {
        public async ValueTask<IngestionStatus> GetStatus() => new(key, 0, 0, 0, 0, 0, null) { IsCatchingUp = await test._answer(key) };

        public ValueTask Checkpoint() => ValueTask.CompletedTask;
    }
}
