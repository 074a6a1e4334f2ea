using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class FlatLineDetectorTests : SeriesDetectorConformance
{
    protected override string Name => "flat-line";

    [Fact]
    public void Observe_StuckValueOfALivelySeries_IsAnomalousUntilItMoves()
    {
        var detector = DetectorHost.Bind(Name).CreateForSeries();
        for (var i = 0; i < 100; i++) Assert.NotEqual(Verdict.Anomalous, detector.Observe(new(i * 5000L, i % 7)).Verdict);
        var stuck = Enumerable.Range(100, 20).Select(i => detector.Observe(new(i * 5000L, 3.5))).ToList();
        Assert.Equal(Verdict.Anomalous, stuck[^1].Verdict);
        Assert.Contains("the same value", stuck[^1].Reason, StringComparison.Ordinal);
        Assert.Equal(Verdict.Normal, detector.Observe(new(130 * 5000L, 4)).Verdict);
    }
}
