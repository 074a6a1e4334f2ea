using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class EnsembleDetectorTests : SeriesDetectorConformance
{
    protected override string Name => "ensemble";

    protected override int SamplesToAccept => 12_000;

    [Fact]
    public void Observe_SpikeInNoise_IsAnomalousWithExpectationAndReason()
    {
        var detector = DetectorHost.Bind(Name).CreateForSeries();
        Feed(detector, 2000, 0, static _ => 0);
        var result = detector.Observe(new(2000 * 60_000L, 400));
        Assert.Equal(Verdict.Anomalous, result.Verdict);
        Assert.True(result.IsNews);
        Assert.InRange(result.Expected!.Value, 95, 105);
        Assert.True(result.Upper < 400);
        Assert.Contains("one sample in", result.Reason, StringComparison.Ordinal);
        Assert.Equal("sudden change", result.Signal);
    }

    [Fact]
    public void Observe_ChangedLevel_IsToldOnceAndStaysAnomalousUntilItReturns()
    {
        var detector = DetectorHost.Bind(Name).CreateForSeries();
        Feed(detector, 2000, 0, static _ => 0);
        var away = Feed(detector, 200, 2000, static _ => 100);
        Assert.InRange(away.Count(static r => r.IsNews), 1, 3);
        Assert.All(away.Skip(1), static r => Assert.Equal(Verdict.Anomalous, r.Verdict));
        var back = Feed(detector, 10, 2200, static _ => 0);
        Assert.DoesNotContain(back.Skip(1), static r => r.Verdict == Verdict.Anomalous);
    }

    [Fact]
    public void Observe_StationaryNoise_IsSeldomNews()
    {
        var detector = DetectorHost.Bind(Name).CreateForSeries();
        var news = Feed(detector, 20_000, 0, static _ => 0).Count(static r => r.IsNews);
        Assert.InRange(news, 0, 120);
    }

    [Fact]
    public void Observe_MissedDailyPeak_IsAnomalous()
    {
        var detector = DetectorHost.Bind(Name).CreateForSeries();
        static double Daily(int minute) => 200 * Math.Max(0, Math.Sin(minute * 2 * Math.PI / 1440));
        Feed(detector, 14 * 1440, 0, Daily);
        var missed = Feed(detector, 720, 14 * 1440, static _ => 0);
        Assert.Contains(missed, static r => r.Verdict == Verdict.Anomalous);
    }

    [Fact]
    public void Observe_NoiseGrowsManyfold_IsAnomalous()
    {
        var detector = DetectorHost.Bind(Name).CreateForSeries();
        Feed(detector, 3000, 0, static _ => 0);
        var noisy = Feed(detector, 60, 3000, static i => i % 2 == 0 ? 12 : -12);
        Assert.Contains(noisy, static r => r.IsNews);
    }

    [Fact]
    public void Observe_SameSpikeInYoungAndOldSeries_IsSurerOfTheOld()
    {
        double SpikeAfter(int samples)
        {
            var detector = DetectorHost.Bind(Name).CreateForSeries();
            Feed(detector, samples, 0, static _ => 0);
            return detector.Observe(new(samples * 60_000L, 140)).Score;
        }

        Assert.True(SpikeAfter(100) < SpikeAfter(10_000));
    }

    [Fact]
    public void Save_LongSeries_StaysUnderTwoKilobytes()
    {
        var bound = DetectorHost.Bind(Name);
        var detector = bound.CreateForSeries();
        Feed(detector, 15_000, 0, static i => i % 70);
        Assert.InRange(bound.Save(detector).Length, 0, 2048);
    }

    [Fact]
    public void Save_LongSeries_ResumesToTheSameResults()
    {
        var bound = DetectorHost.Bind(Name);
        var detector = bound.CreateForSeries();
        Feed(detector, 12_000, 0, static i => i % 900 == 0 ? 60 : i % 70);
        var resumed = bound.ResumeForSeries(bound.Save(detector), out var isResumed);
        Assert.True(isResumed);
        Assert.Equal(Feed(detector, 2000, 12_000, static i => i % 1100 / 100), Feed(resumed, 2000, 12_000, static i => i % 1100 / 100));
    }

    // Samples of noise around 100, a minute apart, with something added.
    private static List<DetectionResult> Feed(ISeriesDetector detector, int count, int from, Func<int, double> added)
    {
        var random = new Random(from + 7);
        return [.. Enumerable.Range(from, count).Select(i => detector.Observe(new(i * 60_000L, 100 + 4 * (random.NextDouble() + random.NextDouble() - 1) + added(i))))];
    }
}
