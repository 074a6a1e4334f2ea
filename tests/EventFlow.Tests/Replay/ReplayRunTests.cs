using System.Text;
using EventFlow.Ingestion;
using EventFlow.Replay;
using EventFlow.TestKit;
using EventFlow.Tests.Fakes;

namespace EventFlow.Tests.Replay;

public sealed class ReplayRunTests : IDisposable
{
    private readonly StoredLog _stored = new();
    private readonly TempDirectory _folder = new();
    private readonly SemaphoreSlim _slots = new(1);

    public void Dispose()
    {
        _slots.Dispose();
        _folder.Dispose();
        _stored.Dispose();
    }

    [Fact]
    public async Task Run_OfARangeOfTimeWithAFilter_TakesThoseEventsInOrderOfArrival()
    {
        await Fill(300);
        var target = new Recorder(new());
        var plan = Plan() with { From = EventSamples.Start + 50, To = EventSamples.Start + 250, Filter = new() { Service = "a" } };
        var run = await Run(plan, Start(plan), () => target);
        var expected = (await All(plan)).ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, target.Sent);
        Assert.Equal((expected.Count, 1.0), (run.Durable!.Matched, run.Durable.Progress));
        Assert.Equal(expected.Count, run.Durable.Result.Logs);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    public async Task Run_KilledAtAnyMomentAndBegunAgain_DeliversEachGroupWithTheSameNumberAndEventsAndMissesNone(int seed)
    {
        await Fill(900);
        var random = new Random(seed);
        var (plan, point) = (Plan(), Start(Plan()));
        var groups = new Dictionary<long, List<StoredEvent>>();
        for (var attempt = 0; ; attempt++)
        {
            Assert.True(attempt < 500);

            // The clock makes a durable point possible at every group, and the target dies at some of them: before or after it has taken the group.
            var time = new ManualTimeProvider();
            var target = new Recorder(point.Result) { Groups = groups, Time = time, DiesAt = random.Next(1, 4), DiesAfterTaking = random.Next(2) == 0 };
            var run = new ReplayRun(plan, point, false, _stored.Log, Manners(time), time);
            var dead = false;
            try
            {
                await run.RunAsync(() => target, _slots);
            }
            catch (InvalidOperationException)
            {
                dead = true;
            }

            point = run.Durable ?? point;
            if (!dead) break;
        }

        Assert.Equal(await All(plan), groups.OrderBy(static g => g.Key).SelectMany(static g => g.Value));
    }

    [Fact]
    public async Task Run_IntoAFileKilledAndBegunAgain_WritesEachEventOnceAndAWholeFile()
    {
        await Fill(900);
        var (plan, path, point) = (Plan() with { Target = ReplayTarget.File }, _folder["x.ndjson"], Start(Plan()));
        var random = new Random(5);
        for (var ended = false; !ended;)
        {
            var time = new ManualTimeProvider();
            var run = new ReplayRun(plan, point, false, _stored.Log, Manners(time), time);
            var file = new FileTarget(path, point.Result);
            try
            {
                await run.RunAsync(() => new Dying(file, random.Next(5, 40), time), _slots);
                ended = true;
            }
            catch (InvalidOperationException)
            {
                // As a kill: what the file holds beyond the durable point stays there.
            }

            point = run.Durable ?? point;
        }

        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        using var expected = new EventLines();
        foreach (var stored in await All(plan)) expected.Add(stored);
        var text = Encoding.UTF8.GetString(expected.Written.Span);
        Assert.Equal(text, string.Concat(lines[..^1].Select(static l => l + "\n")));
        expected.AddEnd(null);
        Assert.Equal(Encoding.UTF8.GetString(expected.Written.Span)[text.Length..].TrimEnd(), lines[^1]);
    }

    [Fact]
    public async Task Run_HeldAndReleased_TakesEachEventOnce()
    {
        await Fill(400);
        var target = new Recorder(new());
        var run = new ReplayRun(Plan(), Start(Plan()), false, _stored.Log, Manners(TimeProvider.System), TimeProvider.System);
        run.Hold();
        var running = run.RunAsync(() => target, _slots);
        while (run.Durable is null) await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.False(running.IsCompleted);
        Assert.True(run.Durable.Progress < 1);

        // Whoever is halted keeps nobody else from running.
        Assert.True(await _slots.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        _slots.Release();
        run.Release();
        await running;
        Assert.Equal(await All(Plan()), target.Sent);
    }

    [Fact]
    public async Task Run_WithATargetThatHalts_CanGoOnFromTheLastPointWithoutAGroupTwice()
    {
        await Fill(900);
        var groups = new Dictionary<long, List<StoredEvent>>();
        var time = new ManualTimeProvider();
        var halting = new Recorder(new()) { Groups = groups, Time = time, HaltsAt = 2 };
        var run = new ReplayRun(Plan(), Start(Plan()), false, _stored.Log, Manners(time), time);
        await Assert.ThrowsAsync<ReplayHaltedException>(() => run.RunAsync(() => halting, _slots));
        var again = new Recorder(run.Durable!.Result) { Groups = groups };
        await Run(Plan(), run.Durable, () => again);
        Assert.Equal(await All(Plan()), groups.OrderBy(static g => g.Key).SelectMany(static g => g.Value));
        Assert.Equal(again.Sent.Count + groups[0].Count, (await All(Plan())).Count);
    }

    [Theory]
    [InlineData(2.0, 0, 0)]
    [InlineData(2.0, 10_000, 200)]
    [InlineData(2.0, 100, 50)]
    [InlineData(100.0, 10_000, 100)]
    [InlineData(1.0, -5_000, 0)]
    public void WaitFor_AnEvent_IsUntilItIsDueButAMomentAtMost(double speed, long afterMs, int waitMs)
    {
        var pace = new ReplayPace(speed, new ManualTimeProvider());
        Assert.Equal(TimeSpan.Zero, pace.WaitFor(1_000_000));
        Assert.Equal(TimeSpan.FromMilliseconds(waitMs), pace.WaitFor(1_000_000 + afterMs));
    }

    private static ReplayPlan Plan() => new() { Streams = [StreamNames.Logs], Target = ReplayTarget.DryRun };

    private ReplayPoint Start(ReplayPlan plan) =>
        new([.. _stored.Log.GetPartitions().Where(p => plan.Streams.Contains(p.Stream)).Select(static p => new ReplayPartition(p.Stream, p.Partition, p.FirstOffset, p.NextOffset, p.FirstOffset))], 0, 0, null, 0, new());

    private async Task<ReplayRun> Run(ReplayPlan plan, ReplayPoint from, Func<IReplayTarget> target)
    {
        var run = new ReplayRun(plan, from, false, _stored.Log, Manners(TimeProvider.System), TimeProvider.System);
        await run.RunAsync(target, _slots);
        return run;
    }

    private static ReplayManners Manners(TimeProvider time) => new(new IngestionProgress(time), time);

    private async Task Fill(int batches)
    {
        var random = new Random(7);
        for (var i = 0; i < batches; i++)
        {
            await _stored.Append(StreamNames.Logs, random.Next(3), EventSamples.Start + i / 2, [.. Enumerable.Range(0, random.Next(1, 9))
                .Select(n => EventSamples.Log(random.Next(2) == 0 ? "a" : "b", $"{i}.{n}", time: EventSamples.Start + i - random.Next(20)))]);
        }
    }

    private async Task<List<StoredEvent>> All(ReplayPlan plan)
    {
        var query = new EventQuery(plan.Streams[0], null, null, plan.From, plan.To, plan.Filter, int.MaxValue, null);
        var all = new List<StoredEvent>();
        await foreach (var page in _stored.Queries.ReadAll(query, TestContext.Current.CancellationToken).Value!) all.AddRange(page.Items);
        return all;
    }

    private sealed class Recorder(ReplayResult before) : GroupTarget(before)
    {
        private int _count;

        public List<StoredEvent> Sent { get; } = [];

        public Dictionary<long, List<StoredEvent>>? Groups { get; init; }

        public ManualTimeProvider? Time { get; init; }

        public int DiesAt { get; init; }

        public bool DiesAfterTaking { get; init; }

        public int HaltsAt { get; init; }

        protected override ValueTask<int> SendAsync(long number, IReadOnlyList<StoredEvent> group, CancellationToken cancellationToken)
        {
            _count++;
            if (_count == HaltsAt) throw new ReplayHaltedException("enough");
            if (_count == DiesAt && !DiesAfterTaking) throw new InvalidOperationException("killed");
            Sent.AddRange(group);
            if (Groups is not null && !Groups.TryAdd(number, [.. group])) Assert.Equal(Groups[number], group);
            if (_count == DiesAt) throw new InvalidOperationException("killed");
            Time?.Advance(TimeSpan.FromSeconds(2));
            return new(0);
        }
    }

    private sealed class Dying(IReplayTarget target, int batches, ManualTimeProvider time) : IReplayTarget
    {
        private int _left = batches;

        public bool IsRebuilt => target.IsRebuilt;

        public ReplayResult Result(bool withLists) => target.Result(withLists);

        public async ValueTask TakeAsync(EventBatch wanted, IReadOnlyList<int> places, CancellationToken cancellationToken)
        {
            await target.TakeAsync(wanted, places, cancellationToken);
            if (_left % 7 == 0) time.Advance(TimeSpan.FromSeconds(2));
            if (--_left == 0) throw new InvalidOperationException("killed");
        }

        public ValueTask<bool> SettleAsync(bool force, CancellationToken cancellationToken) => target.SettleAsync(force, cancellationToken);

        public ValueTask CompleteAsync(CancellationToken cancellationToken) => target.CompleteAsync(cancellationToken);

        public ValueTask DisposeAsync() => target.DisposeAsync();
    }
}
