using EventFlow.TestKit;

namespace EventFlow.Tests.Fakes;

/// <summary>Events for tests: one of each kind, and random ones from a seed.</summary>
public static class EventSamples
{
    /// <summary>2026-01-01T00:00:00Z, the start of <see cref="ManualTimeProvider"/>.</summary>
    public const long Start = 1_767_225_600_000;

    private static readonly string[] Services = ["auth", "orders", "payments", "notification", "dienst-ä"];
    private static readonly string[] Names = ["region", "host", "caller", "ümlaut", "a b"];
    private static readonly string[] Values = ["eu", "us", "host-1", "", "\"quoted\" \\ back\nline", "日本"];

    /// <summary>A sample of a metric.</summary>
    public static MetricEvent Metric(string service, string metric, double value, long time = Start, string? id = null, string? unit = null, LabelSet? labels = null)
    {
        labels ??= LabelSet.Empty;
        return new(time, service, id, LabelSet.Empty, metric, value, unit, labels, SeriesId.Create(service, metric, labels));
    }

    /// <summary>A log record.</summary>
    public static LogEvent Log(string service, string message, LogSeverity level = LogSeverity.Info, long time = Start, string? id = null, string? traceId = null, LabelSet? attributes = null) =>
        new(time, service, id, attributes ?? LabelSet.Empty, level, message, traceId);

    /// <summary>A domain event.</summary>
    public static DomainEvent Domain(string service, string type, string data = "{}", long time = Start, string? id = null) => new(time, service, id, LabelSet.Empty, type, data);

    /// <summary>Any event, as a random source says.</summary>
    public static TelemetryEvent Any(Random random)
    {
        var service = Services[random.Next(Services.Length)];
        var time = Start + random.NextInt64(-100_000_000, 100_000_000);
        var id = random.Next(3) == 0 ? $"id-{random.Next(1000)}" : null;
        var attributes = Labels(random, 3);
        return random.Next(3) switch
        {
            0 => Metric(service, $"metric_{random.Next(4)}", (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300)), time, id, random.Next(2) == 0 ? "ms" : null, Labels(random, 3))
                with { Attributes = attributes },
            1 => Log(service, new string((char)random.Next(32, 0x2000), random.Next(200)), (LogSeverity)random.Next(7), time, id, TraceId(random), attributes),
            _ => Domain(service, $"type.{random.Next(5)}", $$"""{"n":{{random.Next()}}}""", time, id) with { Attributes = attributes },
        };
    }

    /// <summary>A batch of random events.</summary>
    public static EventBatch Batch(Random random, int events) =>
        new(StreamNames.Metrics, random.Next(3), random.NextInt64(1_000_000), Start + random.Next(100_000), [.. Enumerable.Range(0, events).Select(_ => Any(random))])
        {
            Producer = random.Next(2) == 0 ? $"producer-{random.Next(5)}" : null,
            Sequence = random.Next(2) == 0 ? random.NextInt64() : null,
        };

    private static string? TraceId(Random random) => random.Next(3) switch
    {
        0 => null,
        1 => "4bf92f3577b34da6a3ce929d0e0e4736",
        _ => "no-w3c-id",
    };

    private static LabelSet Labels(Random random, int most) =>
        LabelSet.Create(Enumerable.Range(0, random.Next(most + 1)).Select(_ => new KeyValuePair<string, string>(Names[random.Next(Names.Length)], Values[random.Next(Values.Length)])));
}
