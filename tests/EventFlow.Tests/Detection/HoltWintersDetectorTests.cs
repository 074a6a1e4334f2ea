using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class HoltWintersDetectorTests : SeriesDetectorConformance
{
    protected override string Name => "holt-winters";

    protected override string ShiftParameters => """{"minDeviationPercent":0}""";

    [Fact]
    public void Observe_SeasonLearned_ExpectsTheSeason()
    {
        var detector = DetectorHost.Bind(Name, """{"seasonSeconds":3600,"slots":12,"alpha":0.01,"beta":0,"minDeviationPercent":5}""").CreateForSeries();
        static double Value(int i) => 100 + 50 * Math.Sin(i * 2 * Math.PI / 60);
        for (var i = 0; i < 60 * 60; i++) detector.Observe(new(i * 60_000L, Value(i - i % 5)));
        var peak = 60 * 60 + 15;
        for (var i = 60 * 60; i < peak; i++) detector.Observe(new(i * 60_000L, Value(i - i % 5)));
        Assert.InRange(detector.Observe(new(peak * 60_000L, Value(peak))).Expected!.Value, 140, 160);
        Assert.Equal(Verdict.Anomalous, detector.Observe(new((peak + 1) * 60_000L, 60)).Verdict);
    }
}
