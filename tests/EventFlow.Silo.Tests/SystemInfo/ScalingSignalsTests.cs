namespace EventFlow.Silo.Tests.SystemInfo;

public sealed class ScalingSignalsTests
{
    [Fact]
    public void From_AnIdleSilo_AsksForNothing()
    {
        var signals = ScalingSignals.From(Status(cpuPercent: 0));
        Assert.Equal((0, 0L, 0.0, 0.0), (signals.Pressure, signals.LagEvents, signals.LagSeconds, signals.QueueFill));
    }

    [Theory]
    [InlineData(65, 0, 0, 1)]
    [InlineData(97.5, 0, 0, 1.5)]
    [InlineData(0, 500, 0, 1)]
    [InlineData(0, 1000, 0, 2)]
    [InlineData(0, 0, 20, 2)]
    [InlineData(65, 1000, 5, 2)]
    public void From_UnderLoad_SaysWhatTheScarcestNeeds(double cpuPercent, long depth, double lagSeconds, double pressure) =>
        Assert.Equal(pressure, ScalingSignals.From(Status(cpuPercent, depth, lagSeconds)).Pressure);

    [Fact]
    public void From_ALogFarBehind_JudgesItByAgeAndNotByDepth()
    {
        var signals = ScalingSignals.From(Status(cpuPercent: 13, lag: 900_000));
        Assert.Equal((900_000L, 0.2), (signals.LagEvents, signals.Pressure));
    }

    [Fact]
    public void From_SeveralGrainTypes_AddsThemUp() => Assert.Equal(12, ScalingSignals.From(Status(0)).Activations);

    private static SystemStatus Status(double cpuPercent, long depth = 0, double lagSeconds = 0, long lag = 0) => new(
        "0.1.0", "Embedded", "Development", "/data", 0, cpuPercent, 1, 1, 1, 1,
        [new("MetricSeriesGrain", 10), new("ServiceGrain", 2)],
        [new("log commit, bytes", depth, 1_000, 0), new("service-metrics-0 to apply", lag, 1_000_000, 0, lagSeconds), new("unlimited", 5, 0, 0)],
        [new("service-metrics", 0, 0, lag, 0, lag, 0, 1)]);
}
