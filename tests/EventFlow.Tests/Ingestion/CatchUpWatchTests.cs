using EventFlow.EventStore;
using EventFlow.Ingestion;
using EventFlow.TestKit;
using EventFlow.Tests.Fakes;
using EventFlow.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.Tests.Ingestion;

/// <summary>Whether a partition is behind anywhere in a cluster, as each silo knows it: two silos, each with its partitions, and the grain they tell.</summary>
public sealed class CatchUpWatchTests : FakeGrainFactory, ICatchUpGrain
{
    private readonly ManualTimeProvider _clock = new();
    private readonly MemoryEventLog _log = new();
    private readonly CatchUpBook _book;
    private readonly (IngestionProgress Progress, CatchUpWatch Watch) _here;
    private readonly (IngestionProgress Progress, CatchUpWatch Watch) _there;
    private Func<Task> _grain = static () => Task.CompletedTask;

    public CatchUpWatchTests()
    {
        _book = new(EventStreams.All, _clock.GetSteadyTime());
        (_here, _there) = (Silo(), Silo());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TellAsync_APartitionIsBehindOnAnotherSilo_IsKnownHereUntilItIsApplied()
    {
        await FillAsync();
        Begin(_here, StreamNames.Metrics, applied: 10);
        Begin(_here, StreamNames.Domain, applied: 10);
        Begin(_there, StreamNames.Logs, applied: 4);
        await TellAllAsync();
        Assert.True(_here.Progress.IsCatchingUp);

        for (var partition = 0; partition < 3; partition++)
        {
            _there.Progress.Applied(StreamNames.Logs, partition, 10);
        }

        await TellAllAsync();
        Assert.False(_here.Progress.IsCatchingUp);
        Assert.False(_there.Progress.IsCatchingUp);
    }

    [Fact]
    public async Task TellAsync_PartitionsOfASiloThatWasLost_AreBehindUntilAnotherTakesThemUp()
    {
        await FillAsync();
        Begin(_here, StreamNames.Metrics, applied: 10);
        Begin(_here, StreamNames.Domain, applied: 10);
        Begin(_there, StreamNames.Logs, applied: 10);
        await TellAllAsync();
        Assert.False(_here.Progress.IsCatchingUp);

        for (var second = 0; second < 30; second++)
        {
            await SecondAsync();
        }

        Assert.True(_here.Progress.IsCatchingUp);
        Begin(_here, StreamNames.Logs, applied: 9);
        await SecondAsync();
        Assert.True(_here.Progress.IsCatchingUp);
        for (var partition = 0; partition < 3; partition++)
        {
            _here.Progress.Applied(StreamNames.Logs, partition, 10);
        }

        await SecondAsync();
        Assert.False(_here.Progress.IsCatchingUp);
    }

    [Fact]
    public async Task TellAsync_PartitionsThatNobodyTakesUp_HideNoSilenceForGood()
    {
        await FillAsync();
        for (var second = 0; second < 59; second++)
        {
            await SecondAsync();
            Assert.True(_here.Progress.IsCatchingUp);
        }

        await SecondAsync();
        Assert.False(_here.Progress.IsCatchingUp);
    }

    [Fact]
    public async Task TellAsync_EmptyPartitions_AreNotBehind()
    {
        await _here.Watch.TellAsync(Cancellation);
        Assert.False(_here.Progress.IsCatchingUp);
    }

    [Fact]
    public async Task TellAsync_NoAnswer_IsTakenForBehindForAMinute()
    {
        await _here.Watch.TellAsync(Cancellation);
        _grain = static () => Task.FromException(new TimeoutException("the silo is gone."));
        await SecondAsync();
        Assert.True(_here.Progress.IsCatchingUp);
        _clock.Advance(TimeSpan.FromSeconds(60));
        await SecondAsync();
        Assert.False(_here.Progress.IsCatchingUp);
    }

    [Fact]
    public async Task TellAsync_AnAnswerThatDoesNotCome_IsNotWaitedForLongerThanSeconds()
    {
        await _here.Watch.TellAsync(Cancellation);
        var never = new TaskCompletionSource();
        _grain = () => never.Task;
        var telling = _here.Watch.TellAsync(Cancellation);
        Assert.False(telling.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(3));
        await telling;
        Assert.True(_here.Progress.IsCatchingUp);
    }

    [Fact]
    public async Task StartAsync_BeforeTheFirstAnswer_IsTakenForBehind()
    {
        var first = new TaskCompletionSource();
        _grain = () => first.Task;
        await _here.Watch.StartAsync(Cancellation);
        Assert.True(_here.Progress.IsCatchingUp);
        first.SetResult();
        await _here.Watch.StopAsync(Cancellation);
    }

    async ValueTask<bool> ICatchUpGrain.Report(CatchUpReport report)
    {
        await _grain();
        return _book.Note(report, _clock.GetSteadyTime());
    }

    public override IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => this;

    private (IngestionProgress, CatchUpWatch) Silo()
    {
        var progress = new IngestionProgress(_clock);
        return (progress, new(this, _log, progress, _clock, NullLogger<CatchUpWatch>.Instance));
    }

    // Ten events in every partition.
    private async Task FillAsync()
    {
        foreach (var stream in EventStreams.Ingested)
        {
            for (var partition = 0; partition < stream.Partitions; partition++)
            {
                await _log.Append(new EventBatch(stream.Name, partition, 0, EventSamples.Start, [.. Enumerable.Range(0, 10).Select(static i => EventSamples.Log("auth", $"{i}"))]), Cancellation);
            }
        }
    }

    private static void Begin((IngestionProgress Progress, CatchUpWatch Watch) silo, string stream, long applied)
    {
        for (var partition = 0; partition < 3; partition++)
        {
            silo.Progress.Begin(stream, partition, applied, appended: 10);
        }
    }

    private async Task TellAllAsync()
    {
        await _there.Watch.TellAsync(Cancellation);
        await _here.Watch.TellAsync(Cancellation);
    }

    private async Task SecondAsync()
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _here.Watch.TellAsync(Cancellation);
    }
}
