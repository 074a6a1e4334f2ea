using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class EwmaDetectorTests : SeriesDetectorConformance
{
    protected override string Name => "ewma";

    protected override string ShiftParameters => """{"minDeviationPercent":0}""";

    [Fact]
    public void Observe_ChangedLevel_IsAnomalousUntilHeldAndThenLearned()
    {
        var detector = DetectorHost.Bind(Name, """{"holdSamples":10}""").CreateForSeries();
        for (var i = 0; i < 100; i++) detector.Observe(new(i * 5000L, 100 + i % 3));
        var verdicts = Enumerable.Range(100, 60).Select(i => detector.Observe(new(i * 5000L, 300 + i % 3)).Verdict).ToList();
        Assert.All(verdicts.Take(10), static v => Assert.Equal(Verdict.Anomalous, v));
        Assert.Equal(Verdict.Normal, verdicts[^1]);
    }
}
