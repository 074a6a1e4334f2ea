using EventFlow.EventStore;
using EventFlow.Ingestion;
using EventFlow.TestKit;
using EventFlow.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.Tests.Ingestion;

/// <summary>How far behind a partition is, as each silo of a cluster knows it: one that applies it, one that appends to it, one that does neither, and the grain they tell.</summary>
public sealed class LagWatchTests : FakeGrainFactory, IIngestionLagGrain
{
    private const string Stream = StreamNames.Logs;
    private const long MaxLag = 1_000;

    private readonly ManualTimeProvider _clock = new();
    private readonly LagBook _book = new();
    private readonly Silo _owner;
    private readonly Silo _sender;
    private readonly Silo _third;
    private Func<Task> _grain = static () => Task.CompletedTask;

    public LagWatchTests() => (_owner, _sender, _third) = (Make(), Make(), Make());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ExchangeAsync_OfAPartitionThatAnotherApplies_TellsItsLagToAll()
    {
        _owner.Progress.Begin(Stream, 1, applied: 100, appended: 100);
        _sender.Progress.Appended(Stream, 1, 700);
        await RoundAsync();
        Assert.Equal([600, 600, 600], Silos.Select(static s => s.Progress.LagOf(Stream, 1)));

        _owner.Progress.Applied(Stream, 1, 650);
        await RoundAsync();
        Assert.Equal([50, 50, 50], Silos.Select(static s => s.Progress.LagOf(Stream, 1)));
        Assert.Equal([650, 650, 650], Silos.Select(static s => s.Progress.AppliedOf(Stream, 1)));
    }

    [Fact]
    public async Task ExchangeAsync_OfAPartitionThatAnotherApplies_LeavesItsFiguresToThatOne()
    {
        _owner.Progress.Begin(Stream, 1, applied: 100, appended: 700);
        await RoundAsync();
        Assert.Equal((1, 0, 0), (_owner.Progress.Ages.Count(), _third.Progress.Ages.Count(), _third.Progress.LagsHere.Count()));
        Assert.Empty(_third.Progress.Applications);
        Assert.False(_third.Progress.IsCatchingUp);
        Assert.Equal(600, _third.Progress.Lags.Single().Lag);
    }

    [Fact]
    public async Task TryEnter_BeyondTheLimitOfAPartitionOfAnotherSilo_RefusesUntilItIsWorkedOff()
    {
        _owner.Progress.Begin(Stream, 1, applied: 0, appended: 0);
        await RoundAsync();
        _sender.Progress.Appended(Stream, 1, MaxLag + 1);
        Assert.True(_sender.Try("one") > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, _third.Try("one"));
        await RoundAsync();
        Assert.All(Silos, static silo => Assert.True(silo.Try("one") > TimeSpan.Zero));

        _owner.Progress.Applied(Stream, 1, 2);
        await RoundAsync();
        Assert.All(Silos, static silo => Assert.Equal(TimeSpan.Zero, silo.Try("one")));
    }

    [Fact]
    public async Task TryEnter_BySeveralSilos_LetsInTogetherWhatOneSiloAppliesInAMinute()
    {
        await FillUpAsync();
        var accepted = 0;
        for (var step = 0; step < 600; step++)
        {
            foreach (var silo in new[] { _sender, _third })
            {
                accepted += silo.Try($"caller of {silo.Name}", 200) == TimeSpan.Zero ? 200 : 0;
            }

            await TickAsync(applied: 100);
        }

        // 1,000 events a second are applied for a minute. A quarter of it waits for those that come back as told, and these do not; without the exchange it would be twice as much.
        Assert.InRange(accepted, 60_000 * 0.6, 60_000 * 1.05);
    }

    [Fact]
    public async Task ExchangeAsync_OfAnApplierThatIsLost_HoldsWhatItHadAppliedForAMinute()
    {
        _owner.Progress.Begin(Stream, 1, applied: 100, appended: 700);
        await RoundAsync();
        for (var second = 0; second < 60; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await _third.Watch.ExchangeAsync(Cancellation);
        }

        // The others have passed on what it said for its last five seconds.
        Assert.Equal(600, _third.Progress.LagOf(Stream, 1));
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(0, _third.Progress.LagOf(Stream, 1));
    }

    [Fact]
    public async Task ExchangeAsync_AfterAnotherTookThePartitionUp_GoesByThatOneAlsoBackwards()
    {
        _owner.Progress.Begin(Stream, 1, applied: 600, appended: 700);
        await RoundAsync();
        Assert.Equal(100, _third.Progress.LagOf(Stream, 1));

        // The one before has not noticed yet.
        _sender.Progress.Begin(Stream, 1, applied: 400, appended: 700);
        await RoundAsync();
        await RoundAsync();
        Assert.Equal(300, _third.Progress.LagOf(Stream, 1));
        _owner.Progress.End(Stream, 1);
        await RoundAsync();
        await RoundAsync();
        Assert.Equal([300, 300, 300], Silos.Select(static s => s.Progress.LagOf(Stream, 1)));
    }

    [Fact]
    public async Task ExchangeAsync_NoAnswer_IsNotWaitedForLongerThanSeconds()
    {
        _owner.Progress.Begin(Stream, 1, applied: 100, appended: 700);
        await RoundAsync();
        var never = new TaskCompletionSource();
        _grain = () => never.Task;
        var telling = _third.Watch.ExchangeAsync(Cancellation);
        Assert.False(telling.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(3));
        await telling;
        Assert.Equal(600, _third.Progress.LagOf(Stream, 1));
    }

    async ValueTask<IReadOnlyList<PartitionStanding>> IIngestionLagGrain.Exchange(LagReport report)
    {
        await _grain();
        return _book.Exchange(report, _clock.GetSteadyTime());
    }

    public override IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => this;

    private IEnumerable<Silo> Silos => [_owner, _sender, _third];

    private Silo Make()
    {
        var progress = new IngestionProgress(_clock);
        return new($"{Guid.NewGuid():N}", progress, new(this, progress, _clock, NullLogger<LagWatch>.Instance), new(progress, MaxLag, _clock));
    }

    // Behind by more than the limit, and known to apply 1,000 events a second.
    private async Task FillUpAsync()
    {
        _owner.Progress.Begin(Stream, 1, applied: 0, appended: 100_000);
        for (var i = 1; i <= 20; i++)
        {
            await TickAsync(applied: 100);
        }

        foreach (var silo in new[] { _sender, _third })
        {
            silo.Try($"caller of {silo.Name}");
        }

        await RoundAsync();
    }

    private async Task TickAsync(long applied)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        _owner.Progress.Applied(Stream, 1, _owner.Progress.AppliedOf(Stream, 1)!.Value + applied);
        if (_clock.GetUtcNow().Millisecond % 500 == 0)
        {
            await RoundAsync();
        }
    }

    private async Task RoundAsync()
    {
        foreach (var silo in Silos)
        {
            await silo.Watch.ExchangeAsync(Cancellation);
        }

        foreach (var silo in Silos)
        {
            await silo.Watch.ExchangeAsync(Cancellation);
        }
    }

    private sealed record Silo(string Name, IngestionProgress Progress, LagWatch Watch, LagGate Gate)
    {
        public TimeSpan Try(string caller, int events = 1) => Gate.TryEnter(caller, 0, [new(Stream, 1, events)]);
    }
}
