using EventFlow.Cli.Push;

namespace EventFlow.Cli.Tests;

public sealed class CsvTimeTests
{
    [Theory]
    [InlineData("2014-04-01 00:05:00", 1396310700000)]
    [InlineData("2014-04-01 00:05:00.000000", 1396310700000)]
    [InlineData("2014-04-01T00:05:00.25", 1396310700250)]
    [InlineData("2014-04-01T00:05:00Z", 1396310700000)]
    [InlineData("2014-04-01T02:05:00+02:00", 1396310700000)]
    [InlineData("2014-04-01T00:05:00.123Z", 1396310700123)]
    [InlineData("2014-04-01", 1396310400000)]
    [InlineData("1396310700", 1396310700000)]
    [InlineData("1396310700.5", 1396310700500)]
    [InlineData("1396310700000", 1396310700000)]
    public void TryParse_GoodTime_UnixMs(string text, long expected)
    {
        Assert.True(CsvTime.TryParse(text, out var unixMs));
        Assert.Equal(expected, unixMs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("01/04/2014 00:05")]
    [InlineData("2014-13-01 00:00:00")]
    [InlineData("-5")]
    [InlineData("0")]
    [InlineData("NaN")]
    [InlineData("99999999999999999999")]
    public void TryParse_BadTime_False(string text) => Assert.False(CsvTime.TryParse(text, out _));
}
