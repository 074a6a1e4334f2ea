using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class NoDataDetectorTests : ServiceDetectorConformance
{
    protected override string Name => "no-data";

    [Theory]
    [InlineData(59, true, Verdict.Normal)]
    [InlineData(60, true, Verdict.Anomalous)]
    [InlineData(6000, false, Verdict.Normal)]
    public void Tick_Silence_IsAnomalousOnlyForALiveService(int seconds, bool live, Verdict expected) =>
        Assert.Equal(expected, DetectorHost.Bind(Name).CreateForService().Tick(new(0, TimeSpan.FromSeconds(seconds), live)).Judgement.Verdict);
}
