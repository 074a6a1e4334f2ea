using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class ErrorBurstDetectorTests : ServiceDetectorConformance
{
    private const long Start = 1_700_000_000_000;

    protected override string Name => "error-burst";

    [Fact]
    public void Observe_BurstAfterOneQuietMinute_IsFoundWithinTenSeconds()
    {
        var detector = DetectorHost.Bind(Name).CreateForService();
        for (var s = 0; s < 60; s++) Observe(detector, s, s % 3 == 0 ? 1 : 0, 0);
        var found = Enumerable.Range(60, 10).First(s => Observe(detector, s, 2, 2).Judgement.Verdict == Verdict.Anomalous);
        Assert.InRange(found, 60, 69);
    }

    [Fact]
    public void Observe_ServiceThatAlwaysErrs_IsUsedToIt()
    {
        var detector = DetectorHost.Bind(Name).CreateForService();
        var random = new Random(5);
        for (var s = 0; s < 4000; s++) Assert.NotEqual(Verdict.Anomalous, Observe(detector, s, 10, random.Next(2)).Judgement.Verdict);
        ServiceResult last = default;
        for (var s = 4000; s < 4030; s++) last = Observe(detector, s, 10, 4);
        Assert.Equal(Verdict.Anomalous, last.Judgement.Verdict);
        Assert.InRange(last.Judgement.Expected!.Value, 12, 18);
        Assert.True(last.Value > last.Judgement.Upper);
    }

    [Fact]
    public void Tick_AfterTheBurst_Recovers()
    {
        var detector = DetectorHost.Bind(Name).CreateForService();
        for (var s = 0; s < 120; s++) Observe(detector, s, 1, 0);
        for (var s = 120; s < 140; s++) Observe(detector, s, 2, 2);
        Assert.Equal(Verdict.Anomalous, detector.Tick(new(Start + 141_000, TimeSpan.FromSeconds(1), true)).Judgement.Verdict);
        Assert.Equal(Verdict.Anomalous, detector.Tick(new(Start + 500_000, TimeSpan.FromSeconds(1), Live: false)).Judgement.Verdict);
        Assert.Equal(Verdict.Normal, detector.Tick(new(Start + 200_000, TimeSpan.FromSeconds(60), true)).Judgement.Verdict);
    }

    [Fact]
    public void Observe_BurstLongerThanTheHold_BecomesUsual()
    {
        var detector = DetectorHost.Bind(Name, """{"holdSeconds":60,"memorySeconds":120}""").CreateForService();
        for (var s = 0; s < 120; s++) Observe(detector, s, 1, 0);
        ServiceResult last = default;
        for (var s = 120; s < 1200; s++) last = Observe(detector, s, 3, 3);
        Assert.Equal(Verdict.Normal, last.Judgement.Verdict);
    }

    private static ServiceResult Observe(IServiceDetector detector, int second, int records, int errors) =>
        detector.Observe(new(Start + second * 1000L, Start + second * 1000L, records, errors, 0));
}
