using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class ErrorRateDetectorTests : ServiceDetectorConformance
{
    private const long Start = 1_700_000_000_000;

    protected override string Name => "error-rate";

    [Theory]
    [InlineData(20, 5, Verdict.Anomalous)]
    [InlineData(20, 4, Verdict.Lingering)]
    [InlineData(20, 1, Verdict.Normal)]
    [InlineData(8, 8, Verdict.Lingering)]
    [InlineData(0, 0, Verdict.Normal)]
    public void Observe_ShareOfErrors_IsJudgedWhenThereAreRecordsEnough(int records, int errors, Verdict expected)
    {
        var detector = DetectorHost.Bind(Name, """{"percent":25,"recoveryPercent":10,"minRecords":10}""").CreateForService();
        Assert.Equal(expected, detector.Observe(new(Start, Start, records, errors, 0)).Judgement.Verdict);
    }

    [Fact]
    public void Tick_WindowHasPassed_ForgetsItsRecords()
    {
        var detector = DetectorHost.Bind(Name).CreateForService();
        detector.Observe(new(Start, Start, 20, 20, 0));
        Assert.Equal(Verdict.Anomalous, detector.Tick(new(Start + 30_000, default, true)).Judgement.Verdict);
        Assert.Equal(Verdict.Normal, detector.Tick(new(Start + 70_000, default, true)).Judgement.Verdict);
    }

    [Fact]
    public void Bind_RecoveryAboveTheLimit_IsAFault() =>
        Assert.Equal("parameters.recoveryPercent", Assert.Single(DetectorHost.FaultsOf(Name, """{"percent":5,"recoveryPercent":6}""")).Field);
}
