using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class RollingAverageDetectorTests : SeriesDetectorConformance
{
    protected override string Name => "rolling-average";

    [Theory]
    [InlineData(1, 151, Verdict.Anomalous)]
    [InlineData(1, 149, Verdict.Lingering)]
    [InlineData(1, 120, Verdict.Normal)]
    [InlineData(1, 49, Verdict.Anomalous)]
    [InlineData(3, 249, Verdict.Lingering)]
    [InlineData(3, 251, Verdict.Anomalous)]
    public void Observe_ShortAverageAwayFromTheRollingOne_IsJudgedByPercent(int shortSamples, double value, Verdict expected)
    {
        var detector = DetectorHost.Bind(Name, $$"""{"shortSamples":{{shortSamples}},"deviationPercent":50}""").CreateForSeries();
        Run(detector, Enumerable.Range(0, 50).Select(i => new Observation(i * 5000, 100)));
        var result = detector.Observe(new(250_000, value));
        Assert.Equal(expected, result.Verdict);
        Assert.Equal((100, 50, 150), (result.Expected!.Value, result.Lower!.Value, result.Upper!.Value));
    }

    [Fact]
    public void Observe_NewLevel_IsLearnedAfterTheHold()
    {
        var detector = DetectorHost.Bind(Name, """{"shortSamples":2,"holdSamples":20}""").CreateForSeries();
        Run(detector, Enumerable.Range(0, 50).Select(i => new Observation(i * 5000, 100)));
        var after = Run(detector, Enumerable.Range(50, 60).Select(i => new Observation(i * 5000, 300)));
        Assert.Equal(Verdict.Anomalous, after[19].Verdict);
        Assert.Equal(Verdict.Normal, after[^1].Verdict);
        Assert.Equal(300, after[^1].Expected);
    }
}
