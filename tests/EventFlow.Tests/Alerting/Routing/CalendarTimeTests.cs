using System.Globalization;
using EventFlow.Alerting.Routing;

namespace EventFlow.Tests.Alerting.Routing;

public sealed class CalendarTimeTests
{
    [Theory]
    [InlineData("2026-11-20T12:00:00Z", true)] // a Friday
    [InlineData("2026-11-21T12:00:00Z", false)]
    [InlineData("2026-11-20T07:59:59Z", false)] // 08:59 in Berlin
    [InlineData("2026-11-20T08:00:00Z", true)]
    [InlineData("2026-11-20T16:00:00Z", false)]
    [InlineData("2026-07-17T07:00:00Z", true)] // summer time
    public void Contains_OfficeHours_FollowsTheZone(string at, bool expected) =>
        Assert.Equal(expected, Create(new() { Weekdays = ["monday:friday"], Times = [new("09:00", "17:00")], Location = "Europe/Berlin" }).Contains(Ms(at)));

    [Theory]
    [InlineData("2026-02-28T00:00:00Z", true)]
    [InlineData("2028-02-28T00:00:00Z", false)]
    [InlineData("2028-02-29T00:00:00Z", true)]
    [InlineData("2026-03-01T00:00:00Z", false)]
    public void Contains_LastDayOfTheMonth_KnowsItsLength(string at, bool expected) => Assert.Equal(expected, Create(new() { DaysOfMonth = ["-1"] }).Contains(Ms(at)));

    /// <summary>Alertmanager refuses them too: no day of any month is in them, so what they were to mute would go on, or what they were to let through would not.</summary>
    [Theory]
    [InlineData("-5:3")]
    [InlineData("-1:-3")]
    [InlineData("10:-25")]
    public void Create_DaysThatNoMonthHas_AreRefused(string days)
    {
        var faults = new List<Fault>();
        CalendarTime.Create(new() { DaysOfMonth = [days] }, "x", faults);
        Assert.Equal(("x.daysOfMonth[0]", $"'{days}'"), (Assert.Single(faults).Field, faults[0].Found));
    }

    [Theory]
    [InlineData("1:-1", "2026-02-28T12:00:00Z")]
    [InlineData("-3:-1", "2026-02-26T12:00:00Z")]
    [InlineData("29:31", "2026-01-29T12:00:00Z")]
    [InlineData("-31:-1", "2026-02-01T12:00:00Z")]
    public void Contains_DaysCountedFromTheEnd_AreInTheMonth(string days, string at) => Assert.True(Create(new() { DaysOfMonth = [days] }).Contains(Ms(at)));

    [Fact]
    public void Create_TheMachinesOwnZone_IsTakenAsAlertmanagerTakesIt() =>
        Assert.Equal(TimeZoneInfo.Local.GetUtcOffset(DateTimeOffset.UnixEpoch) == TimeSpan.Zero, Create(new() { Times = [new("00:00", "00:01")], Location = "Local" }).Contains(0));

    [Fact]
    public void NextChange_OfAWeekend_IsMonday()
    {
        var weekend = Create(new() { Weekdays = ["saturday", "sunday"] });
        Assert.Equal(Ms("2026-11-23T00:00:00Z"), CalendarTime.NextChange(Ms("2026-11-21T10:30:00Z"), weekend.Contains));
    }

    [Fact]
    public void NextChange_OverTheHourThatIsLeftOut_IsTheRealOne()
    {
        var early = Create(new() { Times = [new("01:00", "04:00")], Location = "Europe/Berlin" });
        Assert.Equal(Ms("2026-03-29T02:00:00Z"), CalendarTime.NextChange(Ms("2026-03-29T00:30:00Z"), early.Contains));
    }

    private static CalendarTime Create(TimeIntervalSpec spec)
    {
        var faults = new List<Fault>();
        var time = CalendarTime.Create(spec, "x", faults);
        Assert.Empty(faults);
        return time;
    }

    private static long Ms(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
