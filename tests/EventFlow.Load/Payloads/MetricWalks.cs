namespace EventFlow.Load;

/// <summary>
/// Samples of a number of series, all of them once a round: walks around a level with a season of a day, held near it as the figures of a service in health are.
/// Four metrics, ten instances, and as many services as that takes. The same seed gives the same samples.
/// </summary>
internal sealed class MetricWalks : IEventWriter
{
    private const int InstancesPerService = 10;
    private const double DayMs = 86_400_000;

    private static readonly (string Name, string Unit, double Level, double Season, double Step)[] Metrics =
    [
        ("cpu_percent", "percent", 35, 10, 1.5),
        ("memory_percent", "percent", 50, 3, 0.3),
        ("latency_ms", "ms", 60, 12, 3),
        ("error_rate_percent", "percent", 0.4, 0.1, 0.05),
    ];

    private readonly Random _random;
    private readonly double[] _away;
    private readonly long _stepMs;
    private readonly long _startMs;
    private long _written;

    /// <summary>Walks of <paramref name="series"/> series; a round is <paramref name="stepMs"/> of event time.</summary>
    public MetricWalks(int series, int seed, long startMs, long stepMs) =>
        (_random, _away, _startMs, _stepMs) = (new(seed), new double[series], startMs, stepMs);

    /// <inheritdoc/>
    public void Write(BodyWriter body, bool withId)
    {
        var number = (int)(_written % _away.Length);
        var timeMs = _startMs + _written++ / _away.Length * _stepMs;
        var metric = Metrics[number % Metrics.Length];
        var instance = number / Metrics.Length % InstancesPerService;
        var service = ServiceName.Of(number / (Metrics.Length * InstancesPerService));

        // A pull back to the level, so that the walk stays a walk of a healthy service however long it is.
        _away[number] = _away[number] * 0.95 + (_random.NextDouble() - 0.5) * 2 * metric.Step;
        var value = Math.Max(0, metric.Level + metric.Season * Math.Sin(timeMs / DayMs * 2 * Math.PI) + _away[number]);
        body.Raw("{");
        if (withId)
        {
            body.Raw("\"id\":\"").Id().Raw("\",");
        }

        body.Raw("\"timestamp\":").Milliseconds()
            .Raw($",\"service\":\"{service}\",\"metric\":\"{metric.Name}\",\"value\":").Number(value, 3)
            .Raw($",\"unit\":\"{metric.Unit}\",\"labels\":{{\"instance\":\"i-{instance}\"}}}}");
    }
}
