using EventFlow.Detection;

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
        for (var i = 0; i < 1000; i++)
        {
            var time = random.Next(5) switch { 0 => long.MaxValue, 1 => long.MinValue, 2 => 0, _ => random.NextInt64() };
            var records = random.Next(3) == 0 ? int.MaxValue : random.Next(100);
            AssertFit(random.Next(3) == 0
                ? detector.Tick(new(time, TimeSpan.FromSeconds(random.Next(1_000_000)), random.Next(2) == 0))
                : detector.Observe(new(time, time, records, random.Next(records), 1)));
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

    protected static void AssertFit(ServiceResult result)
    {
        Assert.True(double.IsFinite(result.Value));
        Assert.NotEqual(default, result.Judgement.Verdict);
        Assert.InRange(result.Judgement.Score, 0, DetectionResult.Certain);
        foreach (var number in new[] { result.Judgement.Expected, result.Judgement.Lower, result.Judgement.Upper })
            Assert.True(number is null || double.IsFinite(number.Value));
    }

    private static List<ServiceResult> Run(IServiceDetector detector, IEnumerable<Func<IServiceDetector, ServiceResult>> steps) => [.. steps.Select(step => step(detector))];

    /// <summary>Records and ticks with bursts, gaps and late records.</summary>
    private static IEnumerable<Func<IServiceDetector, ServiceResult>> Stream(int seed)
    {
        var random = new Random(seed);
        var time = Start;
        for (var i = 0; i < 500; i++)
        {
            time += random.Next(25) switch { 0 => 0, 1 => 900_000, _ => 1000 };
            var observed = time - (random.Next(20) == 0 ? random.Next(120_000) : 0);
            var errors = random.Next(60) == 0 ? random.Next(40) : random.Next(30) == 0 ? 1 : 0;
            var silent = TimeSpan.FromSeconds(random.Next(90));
            var live = random.Next(3) > 0;
            if (random.Next(4) == 0) yield return d => d.Tick(new(observed, silent, live));
            else yield return d => d.Observe(new(observed, observed + 50, errors + 1, errors, 1));
        }
    }
}
