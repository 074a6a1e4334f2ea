using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class SeasonalDetectorTests : SeriesDetectorConformance
{
    protected override string Name => "seasonal";

    protected override string ShiftParameters => """{"minDeviationPercent":0}""";

    [Fact]
    public void Observe_DailyShape_IsExpectedAndItsAbsenceAnomalous()
    {
        var detector = DetectorHost.Bind(Name).CreateForSeries();
        static double Value(int i) => 200 + 100 * Math.Sin(i * 2 * Math.PI / 288) + i % 7;
        for (var i = 0; i < 288 * 10; i++) detector.Observe(new(i * 300_000L, Value(i)));
        var peak = 288 * 10 + 72;
        for (var i = 288 * 10; i < peak; i++) Assert.NotEqual(Verdict.Anomalous, detector.Observe(new(i * 300_000L, Value(i))).Verdict);
        var result = detector.Observe(new(peak * 300_000L, 150));
        Assert.Equal(Verdict.Anomalous, result.Verdict);
        Assert.InRange(result.Expected!.Value, 280, 320);
        Assert.Contains("time of", result.Reason, StringComparison.Ordinal);
    }
}
