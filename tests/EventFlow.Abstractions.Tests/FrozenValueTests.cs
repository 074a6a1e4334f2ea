namespace EventFlow.Abstractions.Tests;

/// <summary>Values that are stored or that stored data depends on. They may grow, never change.</summary>
public sealed class FrozenValueTests
{
    [Fact]
    public void StoredEnums_HaveTheirFrozenValues()
    {
        Assert.Equal("None=0 Metric=1 Log=2 Domain=3", Text<EventKind>());
        Assert.Equal("Unspecified=0 Trace=1 Debug=2 Info=3 Warn=4 Error=5 Fatal=6", Text<LogSeverity>());
        Assert.Equal("None=0 Info=1 Warning=2 Critical=3", Text<Severity>());
        Assert.Equal("None=0 Pending=1 Firing=2 Acknowledged=3 Resolved=4 NoData=5 Silenced=6 Inhibited=7 Flapping=8", Text<AlertState>());
        Assert.Equal("None=0 Pending=1 Firing=2 Recovered=3 NoData=4", Text<AlertSignalKind>());
        Assert.Equal("Unknown=0 Healthy=1 Degraded=2 Critical=3 Silent=4", Text<ServiceHealth>());
    }

    [Theory]
    [InlineData("", 3, 1)]
    [InlineData("auth", 3, 0)]
    [InlineData("orders", 3, 2)]
    [InlineData("payments", 3, 0)]
    [InlineData("latency_ms{service=\"payments\"}", 3, 1)]
    public void Partitioning_OfAKey_IsFrozen(string key, int partitions, int expected) => Assert.Equal(expected, Partitioning.Of(key, partitions));

    [Fact]
    public void Fingerprint_OfARuleAndLabels_IsFrozen() =>
        Assert.Equal("6f3897351d836fc5", Fingerprint.Of("latency", LabelSet.Of(("service", "payments"), ("metric", "latency_ms"))));

    private static string Text<T>() where T : struct, Enum => string.Join(' ', Enum.GetValues<T>().Select(static value => $"{value}={Convert.ToInt32(value)}"));
}
