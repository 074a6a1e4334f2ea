namespace EventFlow.EventLogs.Tests;

/// <summary>Batches that tell themselves apart.</summary>
internal static class Samples
{
    /// <summary>2026-01-01T00:00:00Z.</summary>
    public const long Start = 1_767_225_600_000;

    /// <summary>Log records named <c>{name}/{i}</c>, a second from <paramref name="second"/> on, a millisecond apart.</summary>
    public static EventBatch Logs(string name, int events, int second = 0, int partition = 0, int padding = 0) => new(
        StreamNames.Logs, partition, 0, Start,
        [.. Enumerable.Range(0, events).Select(i => new LogEvent(Start + second * 1000L + i, "auth", null, LabelSet.Empty, LogSeverity.Info, Text($"{name}/{i}", padding), null))]);

    /// <summary>A batch of every kind of event, as a random source says.</summary>
    public static EventBatch Mixed(Random random, string stream, int partition) => new(stream, partition, 0, Start + random.Next(100_000), [.. Enumerable.Range(0, random.Next(1, 40)).Select(i => Any(random, i))])
    {
        Producer = random.Next(2) == 0 ? $"producer-{random.Next(5)}" : null,
        Sequence = random.Next(2) == 0 ? random.NextInt64() : null,
    };

    /// <summary>What the records of batches say, in order.</summary>
    public static IEnumerable<string> TextsOf(IEnumerable<EventBatch> batches) => batches.SelectMany(static b => b.Events).Cast<LogEvent>().Select(static e => e.Message);

    private static TelemetryEvent Any(Random random, int i)
    {
        var (time, service, labels) = (Start + random.NextInt64(-100_000_000, 100_000_000), $"service-{random.Next(5)}-ä", LabelSet.FromPairs(["region", random.Next(2) == 0 ? "eu" : "日本"]));
        return random.Next(3) switch
        {
            0 => new MetricEvent(time, service, null, LabelSet.Empty, "latency", random.NextDouble() * 1e9, random.Next(2) == 0 ? "ms" : null, labels, SeriesId.Create(service, "latency", labels)),
            1 => new LogEvent(time, service, $"id-{i}", labels, (LogSeverity)random.Next(7), new string((char)random.Next(32, 0x2000), random.Next(200)), null),
            _ => new DomainEvent(time, service, null, labels, $"type.{random.Next(5)}", $$"""{"n":{{random.Next()}}}"""),
        };
    }

    // Padding that does not compress away.
    private static string Text(string name, int padding)
    {
        if (padding == 0)
        {
            return name;
        }

        var bytes = new byte[padding / 2];
        new Random(name.GetHashCode(StringComparison.Ordinal)).NextBytes(bytes);
        return $"{name}/{Convert.ToHexString(bytes)}";
    }
}
