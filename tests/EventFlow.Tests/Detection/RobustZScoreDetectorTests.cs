using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class RobustZScoreDetectorTests : SeriesDetectorConformance
{
    protected override string Name => "robust-z-score";

    protected override string ShiftParameters => """{"minDeviationPercent":0}""";

    [Fact]
    public void Observe_AfterManySpikes_StillSeesThem()
    {
        var detector = DetectorHost.Bind(Name).CreateForSeries();
        var odd = 0;
        for (var i = 0; i < 300; i++) odd += detector.Observe(new(i * 5000L, i % 5 == 4 ? 500 : 100 + i % 3)).Verdict == Verdict.Anomalous ? 1 : 0;
        Assert.InRange(odd, 50, 60);
    }
}
