namespace EventFlow.Load.Tests;

/// <summary>When requests are due.</summary>
public sealed class ArrivalScheduleTests
{
    [Fact]
    public void DueTicks_OfASteadyRate_AreExactAfterHours()
    {
        // 7 events a request at 3 a second: request n is due after n * 7/3 s, rounded down, never the sum of rounded steps.
        var schedule = new ArrivalSchedule(3, 7);
        Assert.Equal(0, schedule.DueTicks(0));
        Assert.Equal(23_333_333, schedule.DueTicks(1));
        Assert.Equal(70_000_000, schedule.DueTicks(3));
        Assert.Equal(7L * TimeSpan.TicksPerSecond * 10_000_000, schedule.DueTicks(30_000_000));
    }

    [Theory]
    [InlineData(25_000, 100, 20, 5_000)]
    [InlineData(1_000, 10, 30, 3_000)]
    [InlineData(1, 1, 10, 10)]
    [InlineData(3, 7, 7, 3)]
    public void CountBefore_OfASteadyRate_IsRateTimesTime(long rate, int batch, int seconds, long expected) =>
        Assert.Equal(expected, new ArrivalSchedule(rate, batch).CountBefore(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void DueTicks_DuringARamp_RiseWithTheSquareAndGoOnWithoutAStep()
    {
        var schedule = new ArrivalSchedule(1_000, 1, TimeSpan.FromSeconds(10));

        // n(t) = 1000 * t² / 20: 500 requests after sqrt(10) s, half of the full rate's 10 s, 5,000, at the end of the ramp.
        Assert.Equal(Math.Sqrt(10), schedule.DueTicks(500) / (double)TimeSpan.TicksPerSecond, 6);
        Assert.Equal(10, schedule.DueTicks(5_000) / (double)TimeSpan.TicksPerSecond, 6);
        Assert.Equal(10.001, schedule.DueTicks(5_001) / (double)TimeSpan.TicksPerSecond, 6);
        Assert.Equal(11, schedule.DueTicks(6_000) / (double)TimeSpan.TicksPerSecond, 6);
        for (var n = 1; n < 7_000; n++)
        {
            Assert.True(schedule.DueTicks(n) > schedule.DueTicks(n - 1), $"Request {n} is not due after the one before.");
        }
    }

    [Fact]
    public void CountBefore_WithARamp_AgreesWithDueTicks()
    {
        var schedule = new ArrivalSchedule(1_000, 3, TimeSpan.FromSeconds(2));
        foreach (var ms in new[] { 0, 1, 500, 1_999, 2_000, 2_001, 5_000 })
        {
            var end = TimeSpan.FromMilliseconds(ms);
            var count = schedule.CountBefore(end);
            Assert.True(count == 0 || schedule.DueTicks(count - 1) < end.Ticks);
            Assert.True(schedule.DueTicks(count) >= end.Ticks);
        }
    }

    [Fact]
    public void Constructor_WithoutARate_Throws() => Assert.Throws<ArgumentOutOfRangeException>(static () => new ArrivalSchedule(0, 1));
}
