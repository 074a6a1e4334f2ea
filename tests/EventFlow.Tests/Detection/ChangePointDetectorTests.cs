using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class ChangePointDetectorTests : SeriesDetectorConformance
{
    protected override string Name => "change-point";

    [Fact]
    public void Observe_ShiftSmallerThanTheNoise_IsFound()
    {
        var detector = DetectorHost.Bind(Name).CreateForSeries();
        var random = new Random(5);
        double Noise() => 10 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
        for (var i = 0; i < 500; i++) Assert.NotEqual(Verdict.Anomalous, detector.Observe(new(i * 5000L, 100 + Noise())).Verdict);
        var found = Enumerable.Range(500, 60).Select(i => detector.Observe(new(i * 5000L, 108 + Noise())).Verdict).ToList().IndexOf(Verdict.Anomalous);
        Assert.InRange(found, 5, 40);
    }
}
