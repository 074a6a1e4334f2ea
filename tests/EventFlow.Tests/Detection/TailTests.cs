using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class TailTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1.959964, 1.30103)] // 0.05
    [InlineData(3.290527, 3)] // 0.001
    [InlineData(6, 8.704865)]
    [InlineData(20, 88.258)]
    public void NormalScore_KnownQuantiles_IsClose(double z, double expected) => Assert.Equal(expected, Tail.NormalScore(z), tolerance: 0.02);

    [Theory]
    [InlineData(4.437, 10, 2.9)] // 0.00126 two-sided
    [InlineData(12.7, 30, 13.0)]
    public void StudentScore_KnownQuantiles_IsClose(double t, int freedom, double expected) => Assert.Equal(expected, Tail.StudentScore(t, freedom), tolerance: 0.4);

    [Theory]
    [InlineData(5, 9)]
    [InlineData(6, 59)]
    public void StudentLimit_IsTheInverseOfTheScore(double z, int freedom) =>
        Assert.Equal(Tail.NormalScore(z), Tail.StudentScore(Tail.StudentLimit(z, freedom), freedom), tolerance: 1e-6);

    [Theory]
    [InlineData(10, 1e6, 1e6, 6.95)] // Poisson(1): P(10 or more) is 1.114e-7
    [InlineData(5, 2e6, 1e6, 1.278)] // Poisson(2): P(5 or more) is 0.0527
    public void CountScore_WellKnownRate_IsPoisson(double count, double seen, double exposure, double expected) =>
        Assert.Equal(expected, Tail.CountScore(count, seen, exposure), tolerance: 0.01);

    [Fact]
    public void CountScore_MoreEvents_IsNeverLess()
    {
        foreach (var (seen, exposure) in new[] { (0.0, 1.0), (3.0, 2.0), (500.0, 40.0), (1e7, 1e3) })
        {
            var last = 0.0;
            for (var count = 0; count < 3000; count += 7)
            {
                var score = Tail.CountScore(count, seen, exposure);
                Assert.True(score >= last - 1e-9, $"{count} after {seen} in {exposure}: {score} < {last}");
                last = score;
            }
        }
    }
}
