using EventFlow.Ingestion;
using EventFlow.TestKit;

namespace EventFlow.Tests.Ingestion;

/// <summary>Who is let in when a partition is too far behind, and what the others are told: a partition that applies 1,000 events a second, on a clock moved by hand.</summary>
public sealed class LagGateTests
{
    private const string Stream = StreamNames.Logs;
    private const int Rate = 1_000;
    private const long MaxLag = 10_000;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly ManualTimeProvider _clock = new();
    private readonly IngestionProgress _progress;
    private readonly LagGate _gate;
    private long _appended;
    private long _applied;

    public LagGateTests()
    {
        _progress = new IngestionProgress(_clock);
        _gate = new LagGate(_progress, MaxLag, _clock);
        _progress.Applied(Stream, 0, 0);
    }

    [Fact]
    public void TryEnter_BelowTheLimit_LetsEverybodyIn()
    {
        Append((int)MaxLag);
        Assert.Equal(TimeSpan.Zero, Try("caller", 5_000));
    }

    [Fact]
    public void TryEnter_WithNothingKnownOfTheRate_SaysFiveSeconds()
    {
        Append((int)MaxLag + 1);
        Assert.Equal(TimeSpan.FromSeconds(5), Try("caller", 1));
    }

    [Fact]
    public void TryEnter_OfAPartitionThatIsStuck_SaysTheLongestTime()
    {
        FillUp();
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(TimeSpan.FromSeconds(60), Try("caller", 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(40)]
    public void TryEnter_OfSendersThatWaitAsTold_LetsThemInTheNextTimeAndUsesTheRate(int senders)
    {
        FillUp();
        var swarm = Enumerable.Range(0, senders).Select(_ => new Sender("one", 100)).ToList();
        var accepted = Run(TimeSpan.FromMinutes(5), swarm).Accepted;

        // The rate for five minutes, less what is kept back; all of it, though each sends in whole seconds only. A single sender cannot use more than one batch at a time.
        Assert.InRange(accepted, Rate * 300 * 0.85, Rate * 300 * 1.02 + MaxLag);
        Assert.InRange(swarm.Sum(static s => s.RetriesAccepted), swarm.Sum(static s => s.Retries) * 0.99, double.MaxValue);
        Assert.All(swarm.SelectMany(static s => s.Waits), static wait => Assert.InRange(wait, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)));
        Assert.InRange(_progress.LagOf(Stream, 0), 0, MaxLag + 5_000);
    }

    [Fact]
    public void TryEnter_OfARequestThatComesTooEarly_SaysTheRestOfItsWaitAndKeepsItsPlace()
    {
        FillUp();
        var request = 1L;
        while (Try("one", request, 1_000) == TimeSpan.Zero)
        {
            request++;
        }

        for (var i = 0; i < 5; i++)
        {
            Try("one", ++request, 1_000);
        }

        var wait = Try("one", ++request, 1_000);
        Assert.InRange(wait.TotalSeconds, 20, 50);
        Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(wait.TotalSeconds - 3, Try("one", request, 1_000).TotalSeconds, 3);
        Pass(wait - TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.Zero, Try("one", request, 1_000));
    }

    [Fact]
    public void TryEnter_OfAPoliteCallerBesideAFlood_IsNeverRefusedAndTheFloodGetsTheRest()
    {
        FillUp();
        var flood = Enumerable.Range(0, 20).Select(_ => new Sender("flood", 100) { Ignores = true }).ToList();
        var polite = new Sender("polite", 10) { Every = TimeSpan.FromMilliseconds(100) };
        Run(TimeSpan.FromMinutes(3), [.. flood, polite]);

        Assert.Empty(polite.Waits);
        Assert.InRange(polite.Accepted, 100 * 179, 100 * 181);
        Assert.InRange(flood.Sum(static s => s.Accepted), Rate * 180 * 0.4, Rate * 180 + MaxLag);
        Assert.InRange(_progress.LagOf(Stream, 0), 0, MaxLag + 5_000);
    }

    [Fact]
    public void TryEnter_OfThreeFloods_StarvesNone()
    {
        FillUp();
        var floods = Enumerable.Range(0, 30).Select(n => new Sender($"flood-{n % 3}", n % 3 == 0 ? 400 : 50) { Ignores = true }).ToList();
        Run(TimeSpan.FromMinutes(3), floods);
        var shares = floods.GroupBy(static s => s.Caller).Select(static g => (double)g.Sum(static s => s.Accepted)).ToList();

        // None of them comes back for its place, so a quarter of the rate goes to whoever is first when the lag has fallen.
        Assert.InRange(shares.Max() / shares.Min(), 1, 2.2);
    }

    [Fact]
    public void TryEnter_OfARequestForAPartitionBehindAndAnother_TakesNothingOfEither()
    {
        Append((int)MaxLag + 1);
        Assert.NotEqual(TimeSpan.Zero, _gate.TryEnter("caller", 7, [new(Stream, 0, 10), new(Stream, 1, 10)]));
        Assert.Equal(TimeSpan.Zero, _gate.TryEnter("caller", 7, [new(Stream, 1, 10)]));
    }

    [Fact]
    public void Age_OfAPartition_IsThatOfTheOldestEventThatWaits()
    {
        Append(100);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Append(100);
        Assert.Equal(10, _progress.Ages.Single().Age.TotalSeconds, 1);
        _progress.Applied(Stream, 0, 150);
        Assert.Equal(0, _progress.Ages.Single().Age.TotalSeconds, 1);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(3, _progress.Ages.Single().Age.TotalSeconds, 1);
        _progress.Applied(Stream, 0, 200);
        Assert.Equal(0, _progress.Ages.Single().Age.TotalSeconds);
    }

    [Fact]
    public void Age_AfterADayOfLag_IsStillRightWithinAPercent()
    {
        for (var second = 0; second < 86_400; second++)
        {
            Append(10);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_progress.Ages.Single().Age.TotalSeconds, 86_399, 86_401);
        _progress.Applied(Stream, 0, 10 * 43_200);
        Assert.InRange(_progress.Ages.Single().Age.TotalSeconds, 43_200, 43_200 * 1.01);
    }

    [Fact]
    public void Rate_OfAPartitionThatRests_IsThatOfItsWork()
    {
        for (var i = 0; i < 20; i++)
        {
            Append(500);
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            _progress.Applied(Stream, 0, _applied = _appended);
            _clock.Advance(TimeSpan.FromSeconds(7));
        }

        Assert.Equal(5_000, _progress.Rates.Single().EventsPerSecond, 3);
    }

    // Behind by the limit, and known to apply 1,000 events a second.
    private void FillUp()
    {
        Append((int)MaxLag + Rate);
        for (var i = 0; i < 20; i++)
        {
            Tick();
        }

        Append((int)(MaxLag + 1 - (_appended - _applied)));
    }

    private (long Accepted, int Steps) Run(TimeSpan time, List<Sender> senders)
    {
        var steps = (int)(time / Step);
        for (var i = 0; i < steps; i++)
        {
            foreach (var sender in senders)
            {
                sender.Act(Step * i, Try, Append);
            }

            Tick();
        }

        return (senders.Sum(static s => s.Accepted), steps);
    }

    // Time in which as much comes as is applied.
    private void Pass(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= Step)
        {
            _clock.Advance(left < Step ? left : Step);
            Append(50);
            _progress.Applied(Stream, 0, _applied += 50);
        }
    }

    private void Tick()
    {
        _clock.Advance(Step);
        _applied = Math.Min(_appended, _applied + (long)(Rate * Step.TotalSeconds));
        _progress.Applied(Stream, 0, _applied);
    }

    private void Append(int events) => _progress.Appended(Stream, 0, _appended += events);

    private TimeSpan Try(string caller, int events) => Try(caller, 0, events);

    private TimeSpan Try(string caller, long request, int events) => _gate.TryEnter(caller, request, [new(Stream, 0, events)]);

    // Sends a batch, and when refused waits as long as told, in whole seconds as the header has it; or does not care.
    private sealed class Sender(string caller, int batch)
    {
        private TimeSpan _next;
        private static long _requests;
        private bool _isRetry;
        private long _request;

        public string Caller => caller;

        public bool Ignores { get; init; }

        public TimeSpan Every { get; init; } = Step;

        public long Accepted { get; private set; }

        public int Retries { get; private set; }

        public int RetriesAccepted { get; private set; }

        public List<TimeSpan> Waits { get; } = [];

        public void Act(TimeSpan now, Func<string, long, int, TimeSpan> enter, Action<int> append)
        {
            if (now < _next)
            {
                return;
            }

            _request = _isRetry && !Ignores ? _request : ++_requests;
            var wait = enter(caller, _request, batch);
            var isIn = wait == TimeSpan.Zero;
            (Retries, RetriesAccepted) = (Retries + (_isRetry ? 1 : 0), RetriesAccepted + (_isRetry && isIn ? 1 : 0));
            if (isIn)
            {
                append(batch);
                Accepted += batch;
            }
            else
            {
                Waits.Add(wait);
            }

            _isRetry = !isIn;
            _next = now + (isIn || Ignores ? Every : TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds)));
        }
    }
}
