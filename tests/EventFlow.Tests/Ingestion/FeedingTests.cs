using System.Diagnostics.Metrics;
using EventFlow.Ingestion;
using EventFlow.TestKit;
using EventFlow.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.Tests.Ingestion;

public sealed class FeedingTests : IDisposable
{
    private const string Key = "service-metrics-0";
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly IngestionInstruments _instruments;
    private readonly ManualTimeProvider _clock = new();
    private readonly FakeGrains _grains = new();
    private readonly FedOffsets _fed = new();
    private readonly IngestionOptions _options = new() { DuplicateWindow = 20, MaxTries = 3, MaxConcurrentCalls = 2 };

    public FeedingTests() => _instruments = new IngestionInstruments(_services.GetRequiredService<IMeterFactory>(), new IngestionProgress(TimeProvider.System));

    [Fact]
    public Task FeedAsync_OneGrainFails_TheOthersStillGetTheirs() => Turns.RunAsync(async () =>
    {
        var feeder = NewFeeder();
        _grains.Before = Failing("append m{service=\"bad\"}");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => feeder.FeedAsync(PlanOf("good", "bad", "other", "third")));

        Assert.Contains("Events 0 to 3 of service-metrics-0 could not be given to 1 of 8 grains, series m{service=\"bad\"} among them: poisoned", error.Message);
        Assert.Equal(["m{service=\"bad\"}", "m{service=\"good\"}", "m{service=\"other\"}", "m{service=\"third\"}"], _grains.Values.Keys);
        Assert.All(_grains.Values, static v => Assert.Equal(v.Key.Contains("bad") ? 0 : 1, v.Value.Count));
        Assert.Equal(["bad", "good", "other", "third"], _grains.Registered.Order());
    });

    [Fact]
    public Task FeedAsync_GrainKeepsFailing_IsLeftOutAndTheOthersGoOn() => Turns.RunAsync(async () =>
    {
        var feeder = NewFeeder();
        _grains.Before = Failing("append m{service=\"bad\"}");
        var plan = PlanOf("good", "bad");

        await Assert.ThrowsAsync<InvalidOperationException>(() => feeder.FeedAsync(plan));
        await Assert.ThrowsAsync<InvalidOperationException>(() => feeder.FeedAsync(plan));
        await feeder.FeedAsync(plan);
        _grains.Calls.Clear();
        await feeder.FeedAsync(plan);

        Assert.Equal("series m{service=\"bad\"} is left out for 00:01:00: poisoned", feeder.Error);
        Assert.DoesNotContain("append m{service=\"bad\"}", _grains.Calls);
        Assert.Contains("observe bad", _grains.Calls);
    });

    [Fact]
    public Task FeedAsync_QuarantineOver_TriesOnceAndTakesItBack() => Turns.RunAsync(async () =>
    {
        var feeder = NewFeeder();
        _grains.Before = Failing("append m{service=\"bad\"}");
        var plan = PlanOf("good", "bad");
        await FeedUntilItGoesThrough(feeder, plan);
        _clock.Advance(_options.QuarantineTime);
        await feeder.FeedAsync(plan);
        Assert.NotNull(feeder.Error);

        _clock.Advance(_options.QuarantineTime);
        _grains.Before = static _ => { };
        await feeder.FeedAsync(plan);

        Assert.Null(feeder.Error);
        Assert.Single(_grains.Values["m{service=\"bad\"}"]);
    });

    [Fact]
    public Task FeedAsync_ClockSetBackAnHourInAQuarantine_EndsItInItsTime() => Turns.RunAsync(async () =>
    {
        var feeder = NewFeeder();
        _grains.Before = Failing("append m{service=\"bad\"}");
        var plan = PlanOf("good", "bad");
        await FeedUntilItGoesThrough(feeder, plan);
        _clock.SetUtcNow(_clock.GetUtcNow() - TimeSpan.FromHours(1));
        _clock.Advance(_options.QuarantineTime);
        _grains.Before = static _ => { };
        await feeder.FeedAsync(plan);

        Assert.Null(feeder.Error);
        Assert.Single(_grains.Values["m{service=\"bad\"}"]);
    });

    [Fact]
    public Task FeedAsync_NearlyAllFail_LeavesNobodyOut() => Turns.RunAsync(async () =>
    {
        var feeder = NewFeeder();
        var broken = true;
        _grains.Before = _ =>
        {
            if (broken)
            {
                throw new InvalidOperationException("storage is away");
            }
        };
        var plan = PlanOf("a", "b", "c");
        _grains.Registered.Clear();
        for (var i = 0; i < 20; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => feeder.FeedAsync(plan));
        }

        broken = false;
        await feeder.FeedAsync(plan);

        Assert.Equal(3, _grains.Values.Count(static v => v.Value.Count == 1));
        Assert.Null(feeder.Error);
    });

    [Fact]
    public Task SaveAsync_OneCannot_KeepsAllUnsavedUntilItIsGivenUp() => Turns.RunAsync(async () =>
    {
        var unsaved = NewUnsaved();
        unsaved.Add(PlanOf("good", "bad", "other"));
        _grains.Before = Failing("save bad");

        Assert.False(await unsaved.SaveAsync());
        Assert.Equal("1 of 6 grains could not save, service bad among them: poisoned", unsaved.Error);
        Assert.False(await unsaved.SaveAsync());
        Assert.True(await unsaved.SaveAsync());
        Assert.StartsWith("service bad cannot save and the checkpoint goes on without it", unsaved.Error);
        _grains.Calls.Clear();
        Assert.True(await unsaved.SaveAsync());
        Assert.Empty(_grains.Calls);
        Assert.False(unsaved.IsRetryDue);
    });

    [Fact]
    public Task SaveAsync_TimeOfAGrainLeftOutIsOver_AsksItAgainUntilItHasSaved() => Turns.RunAsync(async () =>
    {
        var unsaved = NewUnsaved();
        unsaved.Add(PlanOf("good", "bad", "other"));
        _grains.Before = Failing("save bad");
        for (var i = 0; i < 3; i++)
        {
            await unsaved.SaveAsync();
        }

        _clock.Advance(_options.QuarantineTime);
        _grains.Calls.Clear();
        Assert.True(unsaved.IsRetryDue);
        Assert.True(await unsaved.SaveAsync());
        Assert.Equal(["save bad"], _grains.Calls);
        Assert.NotNull(unsaved.Error);

        _clock.Advance(_options.QuarantineTime);
        _grains.Before = static _ => { };
        _grains.Calls.Clear();
        Assert.True(await unsaved.SaveAsync());
        Assert.Equal(["save bad"], _grains.Calls);
        Assert.Null(unsaved.Error);
        Assert.False(unsaved.IsRetryDue);
    });

    [Fact]
    public Task SaveAsync_NoneOfAFewCan_HoldsTheCheckpointForAsLongAsItTakes() => Turns.RunAsync(async () =>
    {
        var unsaved = NewUnsaved();
        unsaved.Add(PlanOf("only"));
        _grains.Before = static _ => throw new IOException("the disk is full");
        for (var i = 0; i < 20; i++)
        {
            Assert.False(await unsaved.SaveAsync());
        }

        _grains.Before = static _ => { };
        _grains.Calls.Clear();
        Assert.True(await unsaved.SaveAsync());
        Assert.Equal(2, _grains.Calls.Count);
    });

    [Fact]
    public Task RunAsync_ManyTargets_CallsNoMoreAtOnceThanAllowed() => Turns.RunAsync(async () =>
    {
        var (running, most) = (0, 0);
        var called = new List<int>();

        var errors = await FanOut.RunAsync([.. Enumerable.Range(0, 50)], async ValueTask (int i) =>
        {
            called.Add(i);
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
        }, 4);

        Assert.Null(errors);
        Assert.Equal(Enumerable.Range(0, 50), called);
        Assert.InRange(most, 1, 4);
    });

    [Fact]
    public Task FeedAsync_StorageAwayForOneGrain_LeavesNobodyOutHoweverLong() => Turns.RunAsync(async () =>
    {
        // As where one series has an alert to raise, which must be stored, and the others only count.
        var feeder = NewFeeder();
        _grains.Before = static call =>
        {
            if (call == "append m{service=\"alarmed\"}") throw new StorageUnavailableException("PostgreSQL has no connection left");
        };
        var plan = PlanOf("calm", "alarmed", "third", "fourth");
        for (var i = 0; i < 20; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => feeder.FeedAsync(plan));
        }

        _grains.Before = static _ => { };
        await feeder.FeedAsync(plan);

        Assert.Null(feeder.Error);
        Assert.Single(_grains.Values["m{service=\"alarmed\"}"]);
    });

    [Fact]
    public Task SaveAsync_StorageAwayForOneGrain_HoldsTheCheckpointHoweverLong() => Turns.RunAsync(async () =>
    {
        var unsaved = NewUnsaved();
        unsaved.Add(PlanOf("calm", "alarmed", "third"));
        _grains.Before = static call =>
        {
            if (call == "save alarmed") throw new StorageUnavailableException("PostgreSQL has no connection left");
        };
        for (var i = 0; i < 20; i++)
        {
            Assert.False(await unsaved.SaveAsync());
        }

        _grains.Before = static _ => { };
        Assert.True(await unsaved.SaveAsync());
        Assert.Null(unsaved.Error);
        Assert.False(unsaved.HasLoss);
    });

    [Theory]
    [InlineData("m{service=\"b\"}")]
    [InlineData("b")]
    public Task FeedAsync_GrainEndedWithItsSiloBeforeItSaved_SaysSoInsteadOfGoingOnBehindTheGap(string lost) => Turns.RunAsync(async () =>
    {
        var engine = new IngestionEngine(Key, new IngestionState(), _options);
        var feeder = NewFeeder();
        await feeder.FeedAsync(NextPlan(engine, 0));
        _grains.Kill(key => key == lost);

        var loss = await Assert.ThrowsAsync<StateLostException>(() => feeder.FeedAsync(NextPlan(engine, 3)));

        Assert.Contains($"{lost} had taken events up to offset ", loss.Message);
    });

    [Fact]
    public Task SaveAsync_GrainEndedWithItsSiloBeforeItSaved_DoesNotMoveTheCheckpoint() => Turns.RunAsync(async () =>
    {
        var engine = new IngestionEngine(Key, new IngestionState(), _options);
        var (feeder, unsaved) = (NewFeeder(), NewUnsaved());
        var plan = NextPlan(engine, 0);
        await feeder.FeedAsync(plan);
        unsaved.Add(plan);
        _grains.Kill(static key => key == "b");
        for (var i = 0; i < 10; i++)
        {
            Assert.False(await unsaved.SaveAsync());
        }

        Assert.True(unsaved.HasLoss);
    });

    [Fact]
    public Task SaveAsync_OfASiloOfTheVersionBefore_SavesByTheCallItKnows() => Turns.RunAsync(async () =>
    {
        var engine = new IngestionEngine(Key, new IngestionState(), _options);
        var (feeder, unsaved) = (NewFeeder(), NewUnsaved());
        _grains.KnowsSaveUpTo = false;
        var plan = NextPlan(engine, 0);
        await feeder.FeedAsync(plan);
        unsaved.Add(plan);

        Assert.True(await unsaved.SaveAsync());

        _grains.Kill();
        Assert.All(_grains.Values, static v => Assert.Single(v.Value));
    });

    /// <summary>
    /// The promise of the whole: a partition is run over random frames with failing calls, checkpoints, kills at random places, of all or of the silo that some of its grains are on, and at the end
    /// every grain is where it would be had nothing happened.
    /// </summary>
    [Fact]
    public Task Replay_FailuresCheckpointsAndKillsAnywhere_EndsInTheSameState() => Turns.RunAsync(async () =>
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var frames = IngestionEngineTests.RandomFrames(new Random(seed), 40);
            var calm = new FakeGrains();
            var expected = new IngestionEngine(Key, new IngestionState(), _options);
            var plan = expected.Plan(frames);
            await NewFeeder(calm, fed: new()).FeedAsync(plan);
            expected.Commit(plan);

            var (state, grains) = await RunWildAsync(frames, new Random(seed * 7919));

            Assert.Equal(calm.Values, grains.Values);
            Assert.Equal(calm.Seen, grains.Seen);
            Assert.Equal((expected.NextOffset, expected.Events, expected.Duplicates), (state.NextOffset, state.Events, state.Duplicates));
        }
    });

    public void Dispose()
    {
        _instruments.Dispose();
        _services.Dispose();
    }

    private async Task<(IngestionState State, FakeGrains Grains)> RunWildAsync(List<EventBatch> frames, Random random)
    {
        var grains = new FakeGrains();
        var saved = new IngestionState();
        while (true)
        {
            // One life of the process.
            var engine = new IngestionEngine(Key, Json(saved), _options);
            var fed = new FedOffsets();
            var (feeder, unsaved) = (NewFeeder(grains, maxTries: 1000, fed), NewUnsaved(grains, maxTries: 1000, fed));
            while (!unsaved.HasLoss)
            {
                grains.Before = random.Next(4) == 0 ? _ => { if (random.Next(5) == 0) throw new InvalidOperationException("now and then"); } : static _ => { };
                var left = frames.Where(f => f.LastOffset >= engine.NextOffset - random.Next(10)).Take(random.Next(1, 6)).ToList();
                var plan = engine.Plan(left);
                try
                {
                    if (await Succeeds(() => feeder.FeedAsync(plan)))
                    {
                        unsaved.Add(plan);
                        engine.Commit(plan);
                    }
                }
                catch (StateLostException)
                {
                    break;
                }

                var done = engine.NextOffset > frames[^1].LastOffset;
                var snapshot = engine.Snapshot();
                if ((done || random.Next(3) == 0) && await unsaved.SaveAsync())
                {
                    saved = Json(snapshot);
                    if (done)
                    {
                        return (saved, grains);
                    }
                }

                if (random.Next(6) == 0)
                {
                    grains.Kill();
                    break;
                }

                // Another silo dies: the partition is not told.
                if (random.Next(6) == 0)
                {
                    var silo = random.Next(3);
                    grains.Kill(key => key.Sum(static c => c) % 3 == silo);
                }
            }
        }
    }

    private static IngestionState Json(IngestionState state) =>
        System.Text.Json.JsonSerializer.Deserialize<IngestionState>(System.Text.Json.JsonSerializer.Serialize(state))!;

    private static async Task<bool> Succeeds(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static async Task FeedUntilItGoesThrough(GrainFeeder feeder, DeliveryPlan plan)
    {
        for (var i = 0; i < 10; i++)
        {
            if (await Succeeds(() => feeder.FeedAsync(plan)))
            {
                return;
            }
        }

        Assert.Fail("The plan still fails after 10 tries.");
    }

    private static Action<string> Failing(string call) => actual =>
    {
        if (actual == call)
        {
            throw new InvalidOperationException("poisoned");
        }
    };

    private static DeliveryPlan NextPlan(IngestionEngine engine, long offset)
    {
        var plan = engine.Plan([IngestionEngineTests.Frame(offset, [.. new[] { "a", "b", "c" }.Select(static s => EventSamples.Metric(s, "m", 1))])]);
        engine.Commit(plan);
        return plan;
    }

    private DeliveryPlan PlanOf(params string[] services) =>
        new IngestionEngine(Key, new IngestionState(), _options).Plan([IngestionEngineTests.Frame(0, [.. services.Select(static s => EventSamples.Metric(s, "m", 1))])]);

    private GrainFeeder NewFeeder(FakeGrains? grains = null, int maxTries = 3, FedOffsets? fed = null) =>
        new(Key, "service-metrics", grains ?? _grains, fed ?? _fed, WithTries(maxTries), _instruments, _clock, NullLogger.Instance);

    private UnsavedGrains NewUnsaved(FakeGrains? grains = null, int maxTries = 3, FedOffsets? fed = null) =>
        new(Key, "service-metrics", grains ?? _grains, fed ?? _fed, WithTries(maxTries), _instruments, _clock, NullLogger.Instance);

    private static IngestionOptions WithTries(int maxTries) => new() { MaxTries = maxTries, MaxConcurrentCalls = 2 };
}
