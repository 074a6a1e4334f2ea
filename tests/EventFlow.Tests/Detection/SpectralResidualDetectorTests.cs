using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class SpectralResidualDetectorTests : SeriesDetectorConformance
{
    protected override string Name => "spectral-residual";

    protected override string ShiftParameters => """{"minDeviationPercent":0}""";

    [Fact]
    public void Observe_SpikeInNoise_StandsOut()
    {
        var detector = DetectorHost.Bind(Name).CreateForSeries();
        var random = new Random(4);
        var before = Enumerable.Range(0, 1000).Count(i => detector.Observe(new(i * 5000L, 100 + random.NextDouble())).Verdict == Verdict.Anomalous);
        Assert.Equal(0, before);
        var result = detector.Observe(new(1000 * 5000L, 160));
        Assert.Equal(Verdict.Anomalous, result.Verdict);
        Assert.StartsWith("stands out", result.Reason, StringComparison.Ordinal);
    }
}
