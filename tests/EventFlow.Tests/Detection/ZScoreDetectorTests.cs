using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class ZScoreDetectorTests : SeriesDetectorConformance
{
    protected override string Name => "z-score";

    protected override string ShiftParameters => """{"minDeviationPercent":0,"noveltyPercent":0}""";

    [Fact]
    public void Observe_DuringWarmup_ReturnsWarming()
    {
        var detector = Create("""{"minSamples":10}""");
        var verdicts = Run(detector, Noise(11)).Select(r => r.Verdict).ToList();
        Assert.All(verdicts.Take(10), v => Assert.Equal(Verdict.Warming, v));
        Assert.Equal(Verdict.Normal, verdicts[10]);
    }

    [Theory]
    [InlineData("both", 10, Verdict.Anomalous)]
    [InlineData("up", 10, Verdict.Anomalous)]
    [InlineData("down", 10, Verdict.Normal)]
    [InlineData("down", 0.1, Verdict.Anomalous)]
    [InlineData("up", 0.1, Verdict.Normal)]
    public void Observe_FarValue_IsAnomalousInItsDirection(string direction, double factor, Verdict expected)
    {
        var detector = Create($$"""{"direction":"{{direction}}"}""");
        Run(detector, Noise(40));
        var result = detector.Observe(new(40 * 5000, 100 * factor));
        Assert.Equal(expected, result.Verdict);
        Assert.InRange(result.Expected!.Value, 95, 105);
        if (expected == Verdict.Anomalous) Assert.True(result.Score > 6);
    }

    [Fact]
    public void Observe_TwelveSamplesOfHistory_SeesASixfoldLatency()
    {
        var detector = Create("""{"direction":"up"}""");
        Run(detector, Noise(12, spread: 0.3));
        Assert.Equal(Verdict.Anomalous, detector.Observe(new(12 * 5000, 600)).Verdict);
    }

    [Fact]
    public void Observe_SmallWindow_AsksForMoreThanALargeOne()
    {
        double LimitAfter(int samples)
        {
            var detector = Create("""{"minDeviationPercent":0,"windowSamples":500}""");
            Run(detector, Noise(samples));
            var result = detector.Observe(new(samples * 5000, 100));
            return result.Upper!.Value - result.Expected!.Value;
        }

        Assert.True(LimitAfter(10) > 2 * LimitAfter(400));
    }

    [Fact]
    public void Observe_FlatSeriesWithTinyChange_IsNotAnomalous()
    {
        var detector = Create("""{"minDeviationPercent":20}""");
        Run(detector, Enumerable.Range(0, 60).Select(i => new Observation(i * 5000, 50)));
        Assert.NotEqual(Verdict.Anomalous, detector.Observe(new(300_000, 55)).Verdict);
        Assert.Equal(Verdict.Anomalous, detector.Observe(new(305_000, 65)).Verdict);
    }

    [Fact]
    public void Observe_LongIncident_StaysAnomalousUntilTheHoldIsOver()
    {
        var detector = Create("""{"holdSamples":30}""");
        Run(detector, Noise(60));
        var incident = Run(detector, Enumerable.Range(60, 60).Select(i => new Observation(i * 5000, 800 + i % 5)));
        Assert.All(incident.Take(31), r => Assert.Equal(Verdict.Anomalous, r.Verdict));
        Assert.Equal(Verdict.Normal, incident[^1].Verdict);
    }

    [Fact]
    public void Observe_RecurringPeaks_AreNoveltyOnlyOnce()
    {
        var detector = Create("""{"noveltyPercent":110,"memorySamples":10000,"minDeviationPercent":0}""");
        var results = Run(detector, Enumerable.Range(0, 1000).Select(i => new Observation(i * 5000, i % 100 == 99 ? 500 : 100 + i % 7)));
        Assert.Single(results, r => r.Verdict == Verdict.Anomalous);
    }

    [Fact]
    public void Observe_ScaledSeries_GivesTheSameVerdicts()
    {
        var stream = Noise(300).Select((o, i) => i % 50 == 49 ? o with { Value = 900 } : o).ToList();
        var expected = Run(Create("{}"), stream).Select(r => r.Verdict);
        foreach (var factor in new[] { 1e-300, 1e-9, 1e9, 1e300 })
            Assert.Equal(expected, Run(Create("{}"), stream.Select(o => o with { Value = o.Value * factor })).Select(r => r.Verdict));
    }

    [Fact]
    public void Bind_MoreLeastSamplesThanWindow_IsAFault()
    {
        var fault = Assert.Single(DetectorHost.FaultsOf(Name, """{"windowSamples":20,"minSamples":30}"""));
        Assert.Equal(("parameters.minSamples", "30", "at most windowSamples, 20"), (fault.Field, fault.Found, fault.Expected));
    }

    private static ISeriesDetector Create(string parameters) => DetectorHost.Bind("z-score", parameters).CreateForSeries();

    private static IEnumerable<Observation> Noise(int count, double spread = 0.05)
    {
        var random = new Random(7);
        for (var i = 0; i < count; i++) yield return new(i * 5000, 100 * (1 + spread * (random.NextDouble() - 0.5)));
    }
}
