using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class VarianceShiftDetectorTests : SeriesDetectorConformance
{
    protected override string Name => "variance-shift";

    [Theory]
    [InlineData(5.0, "times as large")]
    [InlineData(0.1, "times as large")]
    public void Observe_OtherNoiseAtTheSameLevel_IsAnomalous(double factor, string words)
    {
        var detector = DetectorHost.Bind(Name).CreateForSeries();
        var random = new Random(5);
        for (var i = 0; i < 800; i++) Assert.NotEqual(Verdict.Anomalous, detector.Observe(new(i * 5000L, 100 + random.NextDouble())).Verdict);
        var results = Enumerable.Range(800, 40).Select(i => detector.Observe(new(i * 5000L, 100 + factor * random.NextDouble()))).ToList();
        Assert.Contains(results, r => r.Verdict == Verdict.Anomalous && r.Reason!.Contains(words, StringComparison.Ordinal));
    }
}
