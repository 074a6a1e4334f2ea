using System.Text;
using EventFlow.Detection;
using EventFlow.LogPatterns;

namespace EventFlow.Tests.Detection;

/// <summary>What every detector of services must do. A detector's test class derives from this and adds what is its own.</summary>
public abstract class ServiceDetectorConformance
{
    private const long Start = 1_700_000_000_000;

    protected abstract string Name { get; }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    private BoundDetector Bound => DetectorHost.Bind(Name);

    [Theory, MemberData(nameof(Seeds))]
    public void Observe_SameInputAgain_GivesTheSameResults(int seed) =>
        Assert.Equal(Run(Bound.CreateForService(), Stream(seed)), Run(Bound.CreateForService(), Stream(seed)));

    [Theory, MemberData(nameof(Seeds))]
    public void Save_InMidstream_GoesOnAsIfUninterrupted(int seed)
    {
        var bound = Bound;
        var detector = bound.CreateForService();
        var actual = new List<ServiceResult>();
        foreach (var step in Stream(seed))
        {
            if (actual.Count % 23 == 0)
            {
                detector = bound.ResumeForService(bound.Save(detector), out var resumed);
                Assert.True(resumed);
            }

            actual.Add(step(detector));
        }

        Assert.Equal(Run(bound.CreateForService(), Stream(seed)), actual);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Observe_ExtremeCountsAndTimes_GivesFiniteNumbers(int seed)
    {
        var random = new Random(seed);
        var bound = Bound;
        var detector = bound.CreateForService();
        var miner = new LogPatternMiner(20);
        for (var i = 0; i < 1000; i++)
        {
            var time = random.Next(5) switch { 0 => long.MaxValue, 1 => long.MinValue, 2 => 0, _ => random.NextInt64() };
            var records = random.Next(3) == 0 ? int.MaxValue : random.Next(100);
            var tally = new LogPatternTally();
            tally.Add(miner.Take([(byte)random.Next(256), (byte)random.Next(256)], LogSeverity.Fatal, time), miner.Epoch, records);
            AssertFit(random.Next(3) == 0
                ? detector.Tick(new(time, TimeSpan.FromSeconds(random.Next(1_000_000)), random.Next(2) == 0))
                : detector.Observe(new(time, time, records, random.Next(Math.Max(1, records)), 1) { Patterns = tally }));
        }

        Assert.InRange(bound.Save(detector).Length, 0, 4096);
    }

    [Fact]
    public void Observe_QuietService_IsNeverAnomalous()
    {
        var detector = Bound.CreateForService();
        for (var second = 0; second < 2000; second++)
        {
            var time = Start + second * 1000;
            Assert.NotEqual(Verdict.Anomalous, detector.Observe(new(time, time, second % 3 == 0 ? 1 : 0, 0, 1)).Judgement.Verdict);
            Assert.NotEqual(Verdict.Anomalous, detector.Tick(new(time, TimeSpan.Zero, true)).Judgement.Verdict);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void TryLoad_DamagedState_StartsAfresh(int seed)
    {
        var bound = Bound;
        var detector = bound.CreateForService();
        Run(detector, Stream(seed));
        var state = bound.Save(detector);
        foreach (var damaged in new[] { state[..new Random(seed).Next(state.Length)], [.. state, 1], [9, 9, .. state] })
        {
            var fresh = bound.ResumeForService(damaged, out var resumed);
            Assert.False(resumed);
            Assert.Equal(bound.CreateForService().Observe(new(1, 1, 1, 1, 0)), fresh.Observe(new(1, 1, 1, 1, 0)));
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void TryLoad_AnyBytes_NeverThrowsNorLetsNaNOut(int seed)
    {
        var random = new Random(seed);
        var bound = Bound;
        var known = bound.CreateForService();
        Run(known, Stream(seed));
        var good = bound.Save(known);
        for (var round = 0; round < 50; round++)
        {
            var state = good.ToArray();
            for (var i = 0; i < 1 + round / 5 && state.Length > 2; i++) state[random.Next(2, state.Length)] = (byte)random.Next(256);
            if (round % 3 == 0) Array.Resize(ref state, random.Next(2, state.Length + 80));
            var detector = bound.ResumeForService(state, out _);
            foreach (var step in Stream(round).Take(20)) AssertFit(step(detector));
        }
    }

    [Fact]
    public void Observe_SameSecondInParts_CountsEachOnce()
    {
        var (whole, parts) = (Bound.CreateForService(), Bound.CreateForService());
        ServiceResult one = default, other = default;
        for (var second = 0; second < 900; second++)
        {
            var time = Start + second * 1000L;
            one = whole.Observe(new(time, time, 4, 2, 1));
            parts.Observe(new(time, time, 1, 1, 0));
            other = parts.Observe(new(time, time, 3, 1, 1));
        }

        Assert.Equal(one, other);
    }

    protected static void AssertFit(ServiceResult result)
    {
        Assert.True(double.IsFinite(result.Value));
        Assert.NotEqual(default, result.Judgement.Verdict);
        Assert.InRange(result.Judgement.Score, 0, DetectionResult.Certain);
        foreach (var number in new[] { result.Judgement.Expected, result.Judgement.Lower, result.Judgement.Upper })
            Assert.True(number is null || double.IsFinite(number.Value));
    }

    private static List<ServiceResult> Run(IServiceDetector detector, IEnumerable<Func<IServiceDetector, ServiceResult>> steps) => [.. steps.Select(step => step(detector))];

    // Names that come to be seen as one pattern, a message that is new, more patterns than are kept.
    private static LogPatternTally Messages(LogPatternMiner miner, Random random, long time, int errors)
    {
        var tally = new LogPatternTally();
        for (var i = 0; i <= errors; i++)
        {
            var message = i > 0 ? $"cannot reach {(char)('a' + random.Next(9))} again" : random.Next(3) == 0 ? $"odd {(char)('a' + random.Next(26))}{(char)('a' + random.Next(26))} thing {(char)('a' + random.Next(26))}" : $"served {i} in 3ms";
            tally.Add(miner.Take(Encoding.UTF8.GetBytes(message), i > 0 ? LogSeverity.Error : LogSeverity.Warn, time), miner.Epoch);
        }

        return tally;
    }

    /// <summary>Records and ticks with bursts, gaps and late records.</summary>
    private static IEnumerable<Func<IServiceDetector, ServiceResult>> Stream(int seed)
    {
        var random = new Random(seed);
        var miner = new LogPatternMiner(20);
        var time = Start;
        for (var i = 0; i < 500; i++)
        {
            time += random.Next(25) switch { 0 => 0, 1 => 900_000, _ => 1000 };
            var observed = time - (random.Next(20) == 0 ? random.Next(120_000) : 0);
            var errors = random.Next(60) == 0 ? random.Next(40) : random.Next(30) == 0 ? 1 : 0;
            var silent = TimeSpan.FromSeconds(random.Next(90));
            var live = random.Next(3) > 0;
            if (random.Next(4) == 0) yield return d => d.Tick(new(observed, silent, live));
            else
            {
                var patterns = Messages(miner, random, observed, errors);
                yield return d => d.Observe(new(observed, observed + 50, errors + 1, errors, 1) { Patterns = patterns });
            }
        }
    }
}
