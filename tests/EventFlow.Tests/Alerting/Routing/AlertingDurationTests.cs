using EventFlow.Alerting.Routing;

namespace EventFlow.Tests.Alerting.Routing;

public sealed class AlertingDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("30s", 30_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("99y", 99 * 31_536_000_000L)]
    public void TryParse_Span_IsItsLength(string text, long ms)
    {
        Assert.True(AlertingDuration.TryParse(text, out var span));
        Assert.Equal(ms, (long)span.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("-1h")]
    [InlineData("1m1h")]
    [InlineData("100y")]
    [InlineData("400000y")] // more than a TimeSpan holds
    [InlineData("999999999y")] // more than 64 bits hold
    [InlineData("9999999999s")]
    [InlineData("99y99999d")]
    public void TryParse_NoSpanOrOneOfAHundredYears_IsRefused(string text) => Assert.False(AlertingDuration.TryParse(text, out _));
}
