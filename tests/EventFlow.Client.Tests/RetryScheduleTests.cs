namespace EventFlow.Client.Tests;

public sealed class RetryScheduleTests
{
    private static readonly RetrySchedule Schedule = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), new Random(1));

    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(4, 4, 8)]
    [InlineData(5, 5, 10)]
    [InlineData(1000, 5, 10)]
    public void Next_Attempts_DoubleUpToTheLongestSpreadDownToHalf(int attempt, double least, double most)
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.InRange(Schedule.Next(attempt).TotalSeconds, least, most);
        }
    }

    [Fact]
    public void Next_RetryAfter_WaitedInFullAndSpreadByATenth()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.InRange(Schedule.Next(1, TimeSpan.FromSeconds(30)).TotalSeconds, 30, 33);
        }
    }

    [Fact]
    public void Next_RetryAfterOfADay_FiveMinutesAreEnough() =>
        Assert.InRange(Schedule.Next(1, TimeSpan.FromDays(1)).TotalMinutes, 5, 5.5);

    [Fact]
    public void Next_SameAttempt_Spreads() =>
        Assert.True(Enumerable.Range(0, 20).Select(_ => Schedule.Next(3)).Distinct().Count() > 10);
}
