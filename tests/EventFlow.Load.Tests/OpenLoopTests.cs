using System.Collections.Concurrent;
using EventFlow.TestKit;

namespace EventFlow.Load.Tests;

/// <summary>That slow answers neither slow the load nor hide in its latencies.</summary>
public sealed class OpenLoopTests
{
    private static readonly LoadAnswer Stored = new(202, 10, TimeSpan.Zero);

    [Fact]
    public async Task Run_WithAServerThatStalls_ReleasesOnTimeAndCountsTheWaitOfAll()
    {
        var clock = new ManualTimeProvider();
        using var stalled = new SemaphoreSlim(0);
        var senders = Enumerable.Range(0, 2).Select(_ => new FakeSender(async _ => { await stalled.WaitAsync(); return Stored; })).ToArray();
        var pacer = new JumpingPacer(clock);
        pacer.AtEnd = () =>
        {
            // Nothing was answered until the last was due, at 0.99 s; a second later everything is answered at once.
            clock.Advance(TimeSpan.FromSeconds(1));
            stalled.Release(1000);
        };
        var plan = new LoadPlan { Schedule = new ArrivalSchedule(1_000, 10), Duration = TimeSpan.FromSeconds(1), Batch = 10 };

        var result = await new OpenLoop(senders, plan, pacer, clock).RunAsync();

        Assert.Equal(Enumerable.Range(0, 100).Select(static n => TimeSpan.FromMilliseconds(n * 10)), pacer.Woken);
        Assert.Equal((100L, 0L, 1000L), (result.Offered, result.Unsent, result.Tally.Acknowledged));

        // The first was due 1.99 s before the answers, the last 1 s: what a client that waits for answers would have measured for two requests is measured for all.
        Assert.Equal(1_000_000, result.Tally.FromDue.Min);
        Assert.Equal(1_990_000, result.Tally.FromDue.Max);
        Assert.InRange(result.Tally.FromDue.Percentile(0.5), 1_490_000, 1_500_000);
        Assert.True(result.Tally.FromSent.Percentile(0.5) == 0, "Those that waited here were answered as soon as they were sent.");
    }

    [Fact]
    public async Task Run_WhenRefusedWithATime_WaitsThatLongAndSendsTheSameBatchAgain()
    {
        var clock = new ManualTimeProvider();
        var keys = new ConcurrentQueue<BatchKey>();
        var answers = new ConcurrentQueue<LoadAnswer>([new(429, 0, TimeSpan.FromSeconds(3)), new(503, 0, TimeSpan.FromSeconds(2)), Stored]);
        var sender = new FakeSender(key =>
        {
            keys.Enqueue(key);
            answers.TryDequeue(out var answer);
            return Task.FromResult(answer);
        });
        var plan = new LoadPlan { Schedule = new ArrivalSchedule(10, 10), Duration = TimeSpan.FromSeconds(1), Batch = 10, Grace = TimeSpan.FromMinutes(1) };
        var running = new OpenLoop([sender], plan, new JumpingPacer(clock), clock).RunAsync();

        await DriveAsync(clock, running, TimeSpan.FromMilliseconds(100));
        var tally = (await running).Tally;

        Assert.Equal(3, keys.Count);
        Assert.Single(keys.Distinct());
        Assert.Equal((2L, 1L, 0L), (tally.Retries, tally.RetriesAccepted, tally.GivenUp));
        Assert.Equal(3_000_000, tally.RetryAfter.Max);
        Assert.InRange(tally.FromDue.Max, 5_000_000, 5_300_000);
    }

    [Fact]
    public async Task Run_WithoutAScheduleAndAllSent_EndsBeforeItsTime()
    {
        var sender = new FakeSender(static _ => Task.FromResult(Stored));
        var plan = new LoadPlan { Duration = TimeSpan.FromDays(1), MaxRequests = 20, Batch = 10 };
        var result = await new OpenLoop([sender, sender], plan, new SystemPacer(TimeProvider.System), TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal((20L, 200L), (result.Offered, result.Tally.Acknowledged));
    }

    [Fact]
    public async Task Run_WhenRefusedAndToldToDrop_GoesOnWithTheNext()
    {
        var clock = new ManualTimeProvider();
        var sender = new FakeSender(static _ => Task.FromResult(new LoadAnswer(429, 0, TimeSpan.FromSeconds(30))));
        var plan = new LoadPlan { Schedule = new ArrivalSchedule(100, 10), Duration = TimeSpan.FromSeconds(1), Batch = 10, OnRefusal = RefusalPolicy.Drop };

        var tally = (await new OpenLoop([sender], plan, new JumpingPacer(clock), clock).RunAsync()).Tally;

        Assert.Equal((10L, 10L, 0L, 0L), (tally.Statuses[429], tally.GivenUp, tally.Retries, tally.Acknowledged));
    }

    [Fact]
    public async Task Run_WithAnAnswerThatStoresLess_DoesNotCountTheBatchAsAcknowledged()
    {
        var clock = new ManualTimeProvider();
        var sender = new FakeSender(static _ => Task.FromResult(new LoadAnswer(202, 9, TimeSpan.Zero)));
        var plan = new LoadPlan { Schedule = new ArrivalSchedule(10, 10), Duration = TimeSpan.FromSeconds(1), Batch = 10 };

        var tally = (await new OpenLoop([sender], plan, new JumpingPacer(clock), clock).RunAsync()).Tally;

        Assert.Equal((0L, 1L), (tally.Acknowledged, tally.GivenUp));
        Assert.Empty(tally.Keys);
    }

    [Fact]
    public async Task Run_WithConnectionsThatNeverAnswer_EndsAfterTheGraceAndSaysWhatWasNotSent()
    {
        var clock = new ManualTimeProvider();
        var sender = new FakeSender(static (_, stop) => Task.Delay(Timeout.Infinite, stop).ContinueWith(static _ => default(LoadAnswer), TaskScheduler.Default));
        var plan = new LoadPlan { Schedule = new ArrivalSchedule(100, 10), Duration = TimeSpan.FromSeconds(1), Batch = 10, Grace = TimeSpan.FromSeconds(5) };
        var running = new OpenLoop([sender], plan, new JumpingPacer(clock), clock).RunAsync();

        await DriveAsync(clock, running, TimeSpan.FromSeconds(1));
        var result = await running;

        Assert.Equal((10L, 9L), (result.Offered, result.Unsent));
        Assert.Equal(1, result.Tally.Statuses[0]);
    }

    private static async Task DriveAsync(ManualTimeProvider clock, Task until, TimeSpan step)
    {
        while (!until.IsCompleted)
        {
            if (clock.ActiveTimers > 0)
            {
                clock.Advance(step);
            }

            await Task.Delay(1);
        }
    }

    // Time passes by the schedule alone: it stands still while the load works.
    private sealed class JumpingPacer(ManualTimeProvider clock) : IPacer
    {
        private readonly List<TimeSpan> _woken = [];
        private readonly long _origin = clock.GetTimestamp();

        public Action? AtEnd { get; set; }

        public IReadOnlyList<TimeSpan> Woken => _woken;

        public void SleepUntil(long timestamp, CancellationToken cancellationToken)
        {
            clock.Advance(clock.GetElapsedTime(clock.GetTimestamp(), timestamp));
            _woken.Add(clock.GetElapsedTime(_origin, timestamp));
            if (_woken.Count == 100)
            {
                AtEnd?.Invoke();
            }
        }
    }

    private sealed class FakeSender(Func<BatchKey, CancellationToken, Task<LoadAnswer>> send) : ILoadSender
    {
        public FakeSender(Func<BatchKey, Task<LoadAnswer>> send) : this((key, _) => send(key))
        {
        }

        public BatchKey Begin(long request) => new("", request);

        public async ValueTask<LoadAnswer> SendAsync(long request, BatchKey key, CancellationToken cancellationToken) => await send(key, cancellationToken);

        public void Dispose()
        {
        }
    }
}
