namespace EventFlow.Load.Tests;

/// <summary>Counting of latencies.</summary>
public sealed class LatencyHistogramTests
{
    [Fact]
    public void Percentile_OfSmallValues_IsExact()
    {
        var histogram = new LatencyHistogram();
        for (var i = 1; i <= 1000; i++)
        {
            histogram.Record(i);
        }

        Assert.Equal([500L, 990, 999, 1000, 1], [histogram.Percentile(0.5), histogram.Percentile(0.99), histogram.Percentile(0.999), histogram.Percentile(1), histogram.Percentile(0)]);
        Assert.Equal((1L, 1000L, 500.5, 1000L), (histogram.Min, histogram.Max, histogram.Mean, histogram.Count));
    }

    [Fact]
    public void Percentile_OfAnyValues_IsNeverTooLowAndAtMostATenthOfAPercentTooHigh()
    {
        var random = new Random(7);
        var histogram = new LatencyHistogram();
        var values = Enumerable.Range(0, 20_000).Select(_ => (long)Math.Exp(random.NextDouble() * 25)).Order().ToArray();
        foreach (var value in values)
        {
            histogram.Record(value);
        }

        foreach (var share in new[] { 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 1 })
        {
            var exact = values[(int)Math.Ceiling(share * values.Length) - 1];
            Assert.InRange(histogram.Percentile(share), exact, exact + exact / 1000.0);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(1L << 30)]
    [InlineData((1L << 30) - 1)]
    [InlineData(1L << 40)]
    public void IndexOf_AnyValue_GivesTheBucketThatHoldsIt(long value)
    {
        var index = LatencyHistogram.IndexOf(value);
        Assert.True(LatencyHistogram.HighestOf(index) >= value);
        Assert.True(index == 0 || LatencyHistogram.HighestOf(index - 1) < value);
    }

    [Fact]
    public void Add_OfParts_EqualsTheWhole()
    {
        var (whole, odd, even) = (new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram());
        for (var i = 1; i < 5000; i++)
        {
            whole.Record(i * 37L);
            (i % 2 == 0 ? even : odd).Record(i * 37L);
        }

        even.Add(odd);
        even.Add(new LatencyHistogram());
        Assert.Equal((whole.Count, whole.Min, whole.Max, whole.Mean), (even.Count, even.Min, even.Max, even.Mean));
        Assert.All([0.1, 0.5, 0.99, 0.999], share => Assert.Equal(whole.Percentile(share), even.Percentile(share)));
    }

    [Fact]
    public void Record_OutsideTheRange_CountsAtItsEnds()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(-5);
        histogram.Record(long.MaxValue);
        Assert.Equal((0L, 1L << 40), (histogram.Min, histogram.Max));
        Assert.Equal(1L << 40, histogram.Percentile(1));
    }

    [Fact]
    public void Percentile_OfNothing_IsZero() => Assert.Equal(0, new LatencyHistogram().Percentile(0.99));
}
