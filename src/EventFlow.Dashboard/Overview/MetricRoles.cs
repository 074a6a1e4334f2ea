namespace EventFlow.Dashboard.Overview;

/// <summary>Which metrics of a service tell its request rate, errors, latency and load; the names that platforms commonly give them.</summary>
public static class MetricRoles
{
    /// <summary>Names of the metric of a role, the likeliest first.</summary>
    public static readonly IReadOnlyList<string> Requests = ["requests_per_second", "request_rate", "rps"];

    /// <inheritdoc cref="Requests"/>
    public static readonly IReadOnlyList<string> Errors = ["error_rate_percent", "error_rate", "errors_percent"];

    /// <inheritdoc cref="Requests"/>
    public static readonly IReadOnlyList<string> Latency = ["latency_ms", "latency", "response_time_ms", "request_latency", "request_latency_ms", "latency_seconds"];

    /// <inheritdoc cref="Requests"/>
    public static readonly IReadOnlyList<string> Cpu = ["cpu_percent", "cpu", "cpu_utilization", "cpu_usage", "cpu_usage_percent", "system.cpu.utilization", "process.cpu.utilization"];

    /// <summary>The roles in the order the overview shows them.</summary>
    public static readonly IReadOnlyList<IReadOnlyList<string>> Shown = [Requests, Errors, Latency, Cpu];

    /// <summary>The series of a role among those of a service; of several the one with the fewest labels, which is the whole.</summary>
    public static SeriesInfo? Find(IEnumerable<SeriesInfo> series, IReadOnlyList<string> names)
    {
        var known = series.Where(s => names.Contains(s.Metric)).ToList();
        return known.MinBy(s => (names.ToList().IndexOf(s.Metric), s.Labels.Count));
    }
}
