namespace EventFlow.Load.Tests;

/// <summary>Reading of what a server uses.</summary>
public sealed class MeterTests
{
    [Fact]
    public void CpuTicks_OfAProcessWithABadName_AddsItsTimesAndThoseOfItsChildren() =>
        Assert.Equal(10 + 20 + 3 + 4, ProcText.CpuTicks("4711 (we)ird) na(me) S 1 4711 4711 0 -1 4194560 100 0 0 0 10 20 3 4 20 0 30 0 100 0 0"));

    [Theory]
    [InlineData("")]
    [InlineData("4711 (cut) S 1 2")]
    public void CpuTicks_OfNoProcess_IsNull(string text) => Assert.Null(ProcText.CpuTicks(text));

    [Fact]
    public void Field_OfStatusAndIo_IsItsNumber()
    {
        Assert.Equal(2048, ProcText.Field("Name:\tsilo\nVmHWM:\t  4096 kB\nVmRSS:\t    2048 kB\n", "VmRSS"));
        Assert.Equal(12, ProcText.Field("rchar: 5\ncancelled_write_bytes: 7\nwrite_bytes: 12\n", "write_bytes"));
        Assert.Null(ProcText.Field("a: 1", "b"));
    }

    [Fact]
    public void After_OfALine_GivesItsSlopeWithoutTheWarmUp()
    {
        var trend = new MemoryTrend();
        trend.Add(TimeSpan.Zero, 5_000_000);
        for (var second = 10; second <= 110; second++)
        {
            trend.Add(TimeSpan.FromSeconds(second), 1_000_000 + second * 100);
        }

        var memory = trend.After(TimeSpan.FromSeconds(10))!;
        Assert.Equal(100, memory.BytesPerSecond, 6);
        Assert.Equal((1_001_000L, 1_011_000L, TimeSpan.FromSeconds(100)), (memory.Least, memory.Most, memory.Span));
        Assert.Equal(100.0 * 3600 / 1_006_000, memory.GrowthPerHour, 6);
        Assert.Null(trend.After(TimeSpan.FromSeconds(110)));
    }

    [Fact]
    public void Sum_OfAPage_AddsTheSeriesOfExactlyThatName()
    {
        const string Page = "# HELP ingestion_lag x\ningestion_lag{partition=\"0\",stream=\"a\"} 3\ningestion_lag{partition=\"1\",stream=\"b\"} 4\ningestion_lag_seconds{stream=\"a\"} 100\nplain 1.5\n";
        Assert.Equal(7, PrometheusText.Sum(Page, "ingestion_lag"));
        Assert.Equal(4, PrometheusText.Sum(Page, "ingestion_lag", "stream=\"b\""));
        Assert.Equal(1.5, PrometheusText.Sum(Page, "plain"));
        Assert.Null(PrometheusText.Sum(Page, "missing"));
    }
}
