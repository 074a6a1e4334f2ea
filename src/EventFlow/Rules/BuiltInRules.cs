namespace EventFlow.Rules;

/// <summary>The rules a new installation begins with; from then on they are the operator's.</summary>
public static class BuiltInRules
{
    private const string Author = "built-in";

    // Metrics that have a rule of their own: the general one would only say the same again.
    private const string Others = "*, !latency_ms, !error_rate_percent, !cpu_percent, !memory_percent, !disk_percent";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RuleDefinition> All { get; } =
    [
        new()
        {
            Id = "latency-anomaly", Name = "Latency anomaly", Description = "Requests take much longer than this service usually needs.",
            Metric = "latency_ms", Detector = "z-score", For = TimeSpan.FromSeconds(5), RecoverFor = TimeSpan.FromSeconds(10),
            Parameters = DetectorParameters.From(new { direction = "up", threshold = 5, minDeviation = 20, minDeviationPercent = 75, minSamples = 8 }),
        },
        new()
        {
            Id = "error-rate-high", Name = "Error rate high", Description = "More than 5 % of requests fail.", Severity = Severity.Critical,
            Metric = "error_rate_percent", Detector = "threshold", For = TimeSpan.FromSeconds(10), RecoverFor = TimeSpan.FromSeconds(10),
            Parameters = DetectorParameters.From(new { @operator = "above", value = 5, recovery = 2 }),
        },
        new()
        {
            Id = "cpu-high", Name = "CPU high", Description = "A processor has next to nothing left.",
            Metric = "cpu_percent", Detector = "threshold", For = TimeSpan.FromSeconds(30), RecoverFor = TimeSpan.FromSeconds(15),
            Parameters = DetectorParameters.From(new { @operator = "above", value = 90, recovery = 80 }),
        },
        new()
        {
            Id = "memory-high", Name = "Memory high", Description = "Memory is nearly used up.",
            Metric = "memory_percent", Detector = "threshold", For = TimeSpan.FromSeconds(60), RecoverFor = TimeSpan.FromSeconds(30),
            Parameters = DetectorParameters.From(new { @operator = "above", value = 90, recovery = 85 }),
        },
        new()
        {
            Id = "disk-nearly-full", Name = "Disk nearly full", Description = "Less than 10 % of a disk is free.", Severity = Severity.Critical,
            Metric = "disk_percent", Detector = "threshold", For = TimeSpan.FromSeconds(60), RecoverFor = TimeSpan.FromSeconds(60),
            Parameters = DetectorParameters.From(new { @operator = "above", value = 90, recovery = 88 }),
        },
        new()
        {
            Id = "anomaly", Name = "Anomaly", Description = "A metric without a rule of its own does what it has not done lately.", Severity = Severity.Info,
            Metric = Others, Detector = "ensemble",
            Parameters = DetectorParameters.From(new { threshold = 3, minDeviationPercent = 50, holdSamples = 6 }),
        },
        new()
        {
            Id = "error-log-burst", Name = "Error log burst", Description = "A service logs far more errors than it usually does.",
            Detector = "error-burst", RecoverFor = TimeSpan.FromSeconds(10),
        },
        new()
        {
            Id = "log-pattern", Name = "Log pattern", Description = "A service logs warnings or errors of a kind it never logged, or far more of a known kind than it usually does.", Severity = Severity.Info,
            Detector = "log-pattern", RecoverFor = TimeSpan.FromSeconds(10),
            Parameters = DetectorParameters.From(new { windowSeconds = 30 }),
        },
        new()
        {
            Id = "service-silent", Name = "Service silent", Description = "A service that was reporting has gone silent.", Severity = Severity.Critical, Type = "no-data",
            Detector = "no-data",
        },
    ];

    static BuiltInRules() => All = [.. All.Select(static r => r with { Version = 1, UpdatedBy = Author })];
}
