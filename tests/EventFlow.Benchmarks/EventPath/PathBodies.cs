using System.Globalization;
using System.Text;

namespace EventFlow.Benchmarks.EventPath;

/// <summary>Bodies of requests, one event a line: log records of about 300 bytes from 250 services, or samples of a number of series. Seeded: each run has the same.</summary>
internal static class PathBodies
{
    private static readonly string[] Levels = ["info", "info", "info", "info", "info", "info", "debug", "debug", "warn", "error"];
    private static readonly string[] Messages = ["request completed", "cache miss, value loaded from the database", "payment authorised by the provider", "order accepted and queued"];

    // Names, and the levels that the samples of a service in health walk around: a value that fires alerts would measure alerting.
    private static readonly (string Name, double Level, double Step)[] Metrics =
        [("cpu_percent", 35, 1.5), ("memory_percent", 50, 0.3), ("latency_ms", 60, 3), ("error_rate_percent", 0.4, 0.05)];

    /// <summary>Log records, ending now.</summary>
    public static List<byte[]> Logs(int events, int batch, long now)
    {
        var random = new Random(1);
        var trace = new byte[16];
        return Cut(events, batch, i =>
        {
            var service = random.Next(250);
            random.NextBytes(trace);
            return string.Create(CultureInfo.InvariantCulture,
                $$$"""{"timestamp":"{{{Time(now - (events - i) / 50)}}}","service":"service-{{{service:000}}}","level":"{{{Levels[random.Next(10)]}}}","message":"{{{Messages[random.Next(4)]}}} user={{{random.Next(100_000)}}}","trace_id":"{{{Convert.ToHexStringLower(trace)}}}","attributes":{"host":"node-{{{service % 40:00}}}","region":"eu-{{{service % 3}}}","http.method":"GET","http.status":200,"duration_ms":{{{random.Next(10, 90_000) / 100.0:0.00}}}}}""");
        });
    }

    /// <summary>Samples: of every series one, then of every series the next, ten seconds of event time later.</summary>
    public static List<byte[]> Samples(int events, int batch, int series, long now)
    {
        var random = new Random(1);
        var away = new double[series];
        var rounds = (events + series - 1) / series;
        return Cut(events, batch, i =>
        {
            var s = i % series;
            var metric = Metrics[s % Metrics.Length];
            away[s] = away[s] * 0.95 + (random.NextDouble() - 0.5) * 2 * metric.Step;
            return string.Create(CultureInfo.InvariantCulture,
                $$$"""{"timestamp":{{{now - (rounds - i / series) * 10_000L}}},"service":"service-{{{s / 4 % 250:000}}}","metric":"{{{metric.Name}}}","value":{{{Math.Max(0, metric.Level + away[s]):0.###}}},"labels":{"instance":"{{{s / 1000}}}"}}""");
        });
    }

    private static string Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static List<byte[]> Cut(int events, int batch, Func<int, string> line)
    {
        var bodies = new List<byte[]>();
        for (var i = 0; i < events;)
        {
            var body = new StringBuilder();
            for (var end = Math.Min(events, i + batch); i < end; i++)
            {
                body.Append(line(i)).Append('\n');
            }

            bodies.Add(Encoding.UTF8.GetBytes(body.ToString()));
        }

        return bodies;
    }
}
