namespace EventFlow.Dashboard.Preview;

/// <summary>
/// A made-up installation whose every value is a function of time, so that any span can be asked for and always looks the same. Four services report each five seconds; every 14 minutes
/// payments falls ill for four, and orders follows 40 s later. A fifth series is a recording from 2014.
/// </summary>
public sealed class PreviewWorld(TimeProvider time, string mode, int firstIncidentSeconds)
{
    public const long Beat = 5000;
    private const long Cycle = 14 * 60_000;
    private const long Ill = 4 * 60_000;

    private readonly long _origin = time.GetUtcNow().ToUnixTimeMilliseconds() / Beat * Beat + firstIncidentSeconds * 1000L;

    public static readonly IReadOnlyList<string> Services = ["auth", "notification", "orders", "payments"];

    public const string Recorded = "ec2-recorded";

    public static readonly long RecordedEnd = new DateTimeOffset(2014, 2, 28, 14, 25, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public string Mode => mode;
    public bool IsEmpty => mode == "empty";
    public long Origin => _origin;
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Check(string what)
    {
        if (mode == "error") throw new InvalidOperationException($"The preview was told to fail: {what} is not reachable.");
    }

    public static IReadOnlyList<PreviewMetric> MetricsOf(string service)
    {
        var scale = service switch { "auth" => 0.6, "notification" => 0.35, "orders" => 1.0, _ => 0.8 };
        var own = service switch { "auth" => "logins_per_second", "notification" => "messages_sent_per_second", "orders" => "orders_per_second", _ => "transactions_per_second" };
        return
        [
            new("requests_per_second", "1/s", 240 * scale, 90 * scale, 12 * scale, -70 * scale, 1e9, LabelSet.Empty),
            new("error_rate_percent", "percent", 0.35 * scale, 0.1, 0.12, 7.5, 100, LabelSet.Empty),
            new("latency_ms", "ms", 38 + 50 * scale, 12, 6, 620, 1e9, LabelSet.Empty),
            new("cpu_percent", "percent", 34 * scale + 8, 12, 3.5, 34, 100, LabelSet.Empty),
            new("memory_percent", "percent", 46 + 12 * scale, 3, 0.6, 9, 100, LabelSet.Empty),
            new("disk_percent", "percent", 41 + 17 * scale, 0.4, 0.05, 0, 100, LabelSet.Empty),
            new(own, "1/s", 52 * scale, 20 * scale, 4 * scale, -24 * scale, 1e9, LabelSet.Of(("region", "eu-west"))),
            new(own, "1/s", 31 * scale, 12 * scale, 3 * scale, -9 * scale, 1e9, LabelSet.Of(("region", "us-east"))),
        ];
    }

    public static SeriesId Id(string service, PreviewMetric metric) => SeriesId.Create(service, metric.Name, metric.Labels);

    /// <summary>How ill a service is at a time, 0 to 1.</summary>
    public double Illness(string service, long at)
    {
        var lag = service switch { "payments" => 0, "orders" => 40_000, _ => -1 };
        if (lag < 0) return 0;
        var phase = Mod(at - _origin - lag, Cycle);
        if (phase >= Ill) return 0;
        var rise = Math.Min(1, phase / 20_000.0);
        var fall = Math.Min(1, (Ill - phase) / 15_000.0);
        return Math.Min(rise, fall) * (service == "payments" ? 1 : 0.55);
    }

    /// <summary>Begin of the last incident of a service that began before a time.</summary>
    public long LastIncident(string service, long at)
    {
        var lag = service == "payments" ? 0 : 40_000;
        return at - Mod(at - _origin - lag, Cycle);
    }

    public static long IncidentLength => Ill;

    public double Value(string service, PreviewMetric m, long at)
    {
        var beat = at / Beat;
        var day = Math.Sin(at / 86_400_000.0 * Math.Tau - 1.2);
        var slow = Math.Sin(at / 900_000.0 * Math.Tau + Seed(service, m));
        var value = m.Level + m.Swing * (0.55 * day + 0.25 * slow) + m.Noise * Noise(beat, Seed(service, m)) + m.Incident * Illness(service, at) * (0.85 + 0.3 * Noise(beat, 7));
        return Math.Clamp(value, m.Name is "error_rate_percent" ? 0 : 0.1, m.Max);
    }

    public static double RecordedValue(long at)
    {
        var beat = at / 300_000;
        var burst = Mod(at, 86_400_000 * 3L) is > 61_000_000 and < 66_000_000 ? 48 : 0;
        return Math.Clamp(22 + 9 * Math.Sin(at / 86_400_000.0 * Math.Tau) + 4 * Noise(beat, 3) + burst, 0, 100);
    }

    private static double Seed(string service, PreviewMetric m)
    {
        var hash = 17;
        foreach (var c in service + m.Name + m.Labels) hash = hash * 31 + c;
        return (hash & 0xffff) / 1000.0;
    }

    private static double Noise(long beat, double seed)
    {
        var x = (ulong)beat * 0x9E3779B97F4A7C15UL + (ulong)(seed * 1000) * 0xBF58476D1CE4E5B9UL;
        x ^= x >> 31;
        x *= 0x94D049BB133111EBUL;
        x ^= x >> 29;
        return (x & 0xffffff) / (double)0xffffff * 2 - 1;
    }

    private static long Mod(long a, long b) => (a % b + b) % b;
}
