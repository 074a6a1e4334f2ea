using EventFlow.Detection;
using EventFlow.Rules;

namespace EventFlow.Tests.Rules;

public sealed class RuleEvaluatorTests
{
    private static readonly DetectionResult Odd = DetectionResult.Of(Verdict.Anomalous, 9, 110, 80, 140);
    private static readonly DetectionResult Fine = DetectionResult.Of(Verdict.Normal, 0, 110, 80, 140);
    private static readonly DetectionResult Near = DetectionResult.Of(Verdict.Lingering, 0, 110, 80, 140);

    [Fact]
    public void Observe_ConditionHoldsLongEnough_GoesFromPendingToFiringAndRecovers()
    {
        var evaluator = Evaluator(10, 10);
        Assert.Equal((AlertSignalKind.Pending, 5000), Kind(Take(evaluator, 5, Odd)));
        Assert.Null(Take(evaluator, 10, Odd));
        var firing = Take(evaluator, 15, Odd);
        Assert.Equal((AlertSignalKind.Firing, 15_000), Kind(firing));
        Assert.Equal("latency_ms 412 ms; expected 80 to 140; 3 of 3 samples in 10 s", firing!.Value.Reason);
        Assert.Null(Take(evaluator, 20, Odd));
        Assert.Null(Take(evaluator, 25, Fine));
        var recovered = Take(evaluator, 35, Fine);
        Assert.Equal((AlertSignalKind.Recovered, 35_000), Kind(recovered));
        Assert.Equal("latency_ms 412 ms; back to normal after 30 s; expected 80 to 140", recovered!.Value.Reason);
    }

    [Fact]
    public void Observe_NoDuration_FiresAndRecoversAtOnce()
    {
        var evaluator = Evaluator(0, 0);
        Assert.Equal((AlertSignalKind.Firing, 1000), Kind(Take(evaluator, 1, Odd)));
        Assert.Equal((AlertSignalKind.Recovered, 2000), Kind(Take(evaluator, 2, Fine)));
    }

    [Theory]
    [InlineData(Verdict.Normal)]
    [InlineData(Verdict.Lingering)]
    [InlineData(Verdict.Warming)]
    public void Observe_PendingIsInterrupted_IsTakenBack(Verdict verdict)
    {
        var evaluator = Evaluator(10, 0);
        Take(evaluator, 0, Odd);
        Assert.Equal((AlertSignalKind.Recovered, 5000), Kind(Take(evaluator, 5, DetectionResult.Of(verdict, 0, null, null, null))));
        Assert.Equal((AlertSignalKind.Pending, 10_000), Kind(Take(evaluator, 10, Odd)));
        Assert.Null(Take(evaluator, 15, Odd));
    }

    [Fact]
    public void Observe_BetweenRecoveryLevelAndLimit_KeepsFiring()
    {
        var evaluator = Evaluator(0, 10);
        Take(evaluator, 0, Odd);
        Take(evaluator, 5, Fine);
        Assert.Null(Take(evaluator, 10, Near));
        Assert.Null(Take(evaluator, 16, Fine));
        Assert.Equal((AlertSignalKind.Recovered, 26_000), Kind(Take(evaluator, 26, Fine)));
        Assert.Null(Take(evaluator, 30, Near));
    }

    [Fact]
    public void Observe_OlderSample_ChangesNothing()
    {
        var evaluator = Evaluator(0, 0);
        Take(evaluator, 10, Fine);
        Assert.Null(Take(evaluator, 9, Odd));
        Assert.Equal(RulePhase.Idle, evaluator.State.Phase);
    }

    [Fact]
    public void Observe_FindingsAtOneInstant_HaveAscendingTimes()
    {
        var evaluator = Evaluator(0, 0);
        var times = new[] { Odd, Fine, Odd, Fine }.Select(r => Take(evaluator, 1, r)!.Value.Time).ToList();
        Assert.Equal([1000, 1001, 1002, 1003], times);
    }

    [Fact]
    public void Stop_WhileFiring_IsNoDataUntilDataReturns()
    {
        var evaluator = Evaluator(0, 0);
        Assert.Null(evaluator.Stop(500, TimeSpan.FromMinutes(5)));
        Take(evaluator, 1, Odd);
        var stopped = evaluator.Stop(301_000, TimeSpan.FromMinutes(5));
        Assert.Equal((AlertSignalKind.NoData, 301_000), Kind(stopped));
        Assert.Equal("no data for 5 min while firing", stopped!.Value.Reason);
        Assert.Null(evaluator.Stop(302_000, TimeSpan.FromMinutes(5)));

        // The data that returns may be older than the moment at which the silence was noticed.
        Assert.Equal((AlertSignalKind.Firing, 301_001), Kind(Take(evaluator, 6, Odd)));
        evaluator.Stop(400_000, TimeSpan.FromMinutes(5));
        Assert.Equal((AlertSignalKind.Recovered, 400_001), Kind(Take(evaluator, 7, Fine)));
    }

    [Fact]
    public void End_WithAnOpenAlert_Recovers()
    {
        var evaluator = Evaluator(0, 0);
        Assert.Null(evaluator.End("gone"));
        Take(evaluator, 1, Odd);
        Assert.Equal("gone", evaluator.End("gone")!.Value.Reason);
        Assert.False(evaluator.IsActive);
    }

    [Theory]
    [InlineData(412.0, "ms", "latency_ms 412 ms")]
    [InlineData(94.237, "percent", "latency_ms 94.24 %")]
    [InlineData(1234567.0, null, "latency_ms 1234567")]
    [InlineData(0.00123456, "s", "latency_ms 0.001235 s")]
    [InlineData(5e-320, "1", "latency_ms 5e-320")]
    [InlineData(-3.5e12, "1", "latency_ms -3.5e+12")]
    public void Reading_ToString_HasFourDigitsAndTheUnit(double value, string? unit, string expected) => Assert.Equal(expected, new Reading("latency_ms", value, unit).ToString());

    private static RuleEvaluator Evaluator(int forSeconds, int recoverSeconds) => new(TimeSpan.FromSeconds(forSeconds), TimeSpan.FromSeconds(recoverSeconds), new());

    private static RuleFinding? Take(RuleEvaluator evaluator, int second, DetectionResult judgement) =>
        evaluator.Observe(second * 1000L, new("latency_ms", 412, "ms"), judgement);

    private static (AlertSignalKind, long) Kind(RuleFinding? finding) => (finding!.Value.Kind, finding.Value.Time);
}
