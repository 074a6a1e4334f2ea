using EventFlow.Dashboard.Charts;

namespace EventFlow.Dashboard.Tests;

public sealed class TimeRangeTests
{
    private const long Now = 1_790_000_000_000;

    [Fact]
    public void Parse_OfToQuery_GivesTheSameRange()
    {
        foreach (var range in new[] { TimeRange.Last(3_600_000), TimeRange.Between(Now - 5000, Now) })
        {
            var query = range.ToQuery().Split('&').Select(static p => p.Split('=')).ToDictionary(static p => p[0], static p => p[1]);
            long? Number(string name) => query.TryGetValue(name, out var text) ? long.Parse(text) : null;
            Assert.Equal(range, TimeRange.Parse(query.GetValueOrDefault("range"), Number("from"), Number("to")));
        }
    }

    [Theory]
    [InlineData("nonsense", null, null)]
    [InlineData(null, 5L, null)]
    public void Parse_WhatCannotBeRead_IsTheLastQuarterOfAnHour(string? name, long? from, long? to) => Assert.Equal(TimeRange.Last(900_000), TimeRange.Parse(name, from, to));

    [Fact]
    public void Between_WrongWayRound_IsTurned() => Assert.Equal((10L, 5000L), (TimeRange.Between(5000, 10).From, TimeRange.Between(5000, 10).To));

    [Fact]
    public void EndingAt_ForAnOldRecording_ShowsADayThatEndsBehindIt()
    {
        var newest = Now - 10L * 365 * 86_400_000;
        var range = TimeRange.Last(900_000).EndingAt(newest, Now);
        Assert.False(range.IsLive);
        Assert.Equal(86_400_000, range.Length);
        Assert.InRange(newest, range.From, range.To);
    }

    [Fact]
    public void EndingAt_ForASampleOfToday_KeepsItsLength() => Assert.Equal(900_000, TimeRange.Last(900_000).EndingAt(Now - 3_600_000, Now).Length);
}
