using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class RateOfChangeDetectorTests : SeriesDetectorConformance
{
    protected override string Name => "rate-of-change";

    protected override string Parameters => """{"changePercent":150}""";

    [Fact]
    public void Observe_FasterThanAllowed_IsAnomalousWithAmountAndSpan()
    {
        var detector = DetectorHost.Bind(Name, """{"change":10,"spanSeconds":60,"direction":"up"}""").CreateForSeries();
        for (var i = 0; i < 20; i++) Assert.NotEqual(Verdict.Anomalous, detector.Observe(new(i * 10_000L, i)).Verdict);
        var result = detector.Observe(new(200_000, 40));
        Assert.Equal(Verdict.Anomalous, result.Verdict);
        Assert.StartsWith("rose by", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void FindContradictions_WithoutAnyLimit_AsksForOne() => Assert.Single(DetectorHost.FaultsOf(Name, "{}"));
}
