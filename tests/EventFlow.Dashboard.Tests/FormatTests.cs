using EventFlow.Dashboard.Formatting;

namespace EventFlow.Dashboard.Tests;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0.0, "ms", "0 ms")]
    [InlineData(42.0, "ms", "42.0 ms")]
    [InlineData(999.0, "ms", "999 ms")]
    [InlineData(1234.0, "ms", "1.23 s")]
    [InlineData(90_000.0, "ms", "1.50 min")]
    [InlineData(0.25, "s", "250 ms")]
    [InlineData(7200.0, "s", "2.00 h")]
    [InlineData(0.35, "%", "0.35 %")]
    [InlineData(100.0, "%", "100 %")]
    [InlineData(1536.0, "B", "1.50 KiB")]
    [InlineData(230.4, "/s", "230/s")]
    [InlineData(54_321.0, "/s", "54.3k/s")]
    [InlineData(12.0, "", "12.0")]
    [InlineData(-3.5, "", "-3.50")]
    [InlineData(0.00042, "", "0.00042")]
    public void Value_InAUnit_HasThreeFiguresAndTheUnit(double value, string unit, string expected) => Assert.Equal(expected, Format.Value(value, unit).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Value_WithoutANumber_IsADash(double? value) => Assert.Equal("–", Format.Value(value, "ms").ToString());

    [Theory]
    [InlineData(0.9999, "99.9 %")]
    [InlineData(1.0, "100 %")]
    [InlineData(0.34, "34.0 %")]
    public void Share_JustBelowAll_IsNotRoundedUp(double share, string expected) => Assert.Equal(expected, Format.Share(share));

    [Theory]
    [InlineData("percent", "cpu", "%")]
    [InlineData("1/s", "x", "/s")]
    [InlineData(null, "latency_ms", "ms")]
    [InlineData(null, "orders_per_second", "/s")]
    [InlineData("widgets", "x", "widgets")]
    [InlineData(null, "temperature", "")]
    public void Of_UnitOrName_GivesOneSpelling(string? unit, string metric, string expected) => Assert.Equal(expected, Units.Of(unit, metric));

    [Theory]
    [InlineData("cpu_percent", "CPU")]
    [InlineData("requests_per_second", "Requests")]
    [InlineData("http.server.p99", "HTTP server P99")]
    [InlineData("_", "_")]
    public void Title_OfAMetric_ReadsAsWords(string metric, string expected) => Assert.Equal(expected, Units.Title(metric));

    [Theory]
    [InlineData("90", 90)]
    [InlineData("5m", 300)]
    [InlineData("1h 30m", 5400)]
    [InlineData("1.5h", 5400)]
    [InlineData(" 2 min ", 120)]
    public void TryParse_Duration_ReadsWhatPeopleType(string text, double seconds)
    {
        Assert.True(Durations.TryParse(text, out var span));
        Assert.Equal(seconds, span.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("5 lightyears")]
    [InlineData("-5s")]
    [InlineData("99999999999999999999h")]
    public void TryParse_Nonsense_IsRefused(string text) => Assert.False(Durations.TryParse(text, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(45)]
    [InlineData(90)]
    [InlineData(5400)]
    [InlineData(86_400)]
    [InlineData(0.25)]
    public void Write_ADuration_ReadsBackTheSame(double seconds)
    {
        Assert.True(Durations.TryParse(Durations.Write(TimeSpan.FromSeconds(seconds)), out var back));
        Assert.Equal(seconds, back.TotalSeconds);
    }
}
