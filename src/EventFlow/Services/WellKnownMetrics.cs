using System.Collections.Frozen;

namespace EventFlow.Services;

/// <summary>Finds the metrics a service is summed up by under the names and in the units people give them.</summary>
internal static class WellKnownMetrics
{
    private static readonly FrozenDictionary<string, WellKnownMetric> ByName = new Dictionary<string, WellKnownMetric>(StringComparer.OrdinalIgnoreCase)
    {
        ["cpu_percent"] = WellKnownMetric.Cpu, ["cpu"] = WellKnownMetric.Cpu, ["cpu_utilization"] = WellKnownMetric.Cpu, ["cpu_usage"] = WellKnownMetric.Cpu,
        ["cpu_usage_percent"] = WellKnownMetric.Cpu, ["system.cpu.utilization"] = WellKnownMetric.Cpu, ["process.cpu.utilization"] = WellKnownMetric.Cpu,
        ["memory_percent"] = WellKnownMetric.Memory, ["memory"] = WellKnownMetric.Memory, ["mem_percent"] = WellKnownMetric.Memory, ["memory_utilization"] = WellKnownMetric.Memory,
        ["memory_usage_percent"] = WellKnownMetric.Memory, ["system.memory.utilization"] = WellKnownMetric.Memory,
        ["disk_percent"] = WellKnownMetric.Disk, ["disk"] = WellKnownMetric.Disk, ["disk_utilization"] = WellKnownMetric.Disk, ["disk_usage_percent"] = WellKnownMetric.Disk,
        ["system.filesystem.utilization"] = WellKnownMetric.Disk,
        ["latency_ms"] = WellKnownMetric.Latency, ["latency"] = WellKnownMetric.Latency, ["response_time_ms"] = WellKnownMetric.Latency, ["request_latency"] = WellKnownMetric.Latency,
        ["request_latency_ms"] = WellKnownMetric.Latency, ["latency_seconds"] = WellKnownMetric.Latency,
        ["error_rate_percent"] = WellKnownMetric.ErrorRate, ["error_rate"] = WellKnownMetric.ErrorRate, ["errors_percent"] = WellKnownMetric.ErrorRate,
        ["requests_per_second"] = WellKnownMetric.RequestRate, ["request_rate"] = WellKnownMetric.RequestRate, ["rps"] = WellKnownMetric.RequestRate,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static WellKnownMetric Of(string metric) => ByName.GetValueOrDefault(metric);

    /// <summary>What a series reported last, in the unit that a service is summed up in.</summary>
    public static double InOurUnit(WellKnownMetric metric, double value, string? unit, string name) => metric switch
    {
        WellKnownMetric.Latency when unit is "s" or "seconds" || name.EndsWith("_seconds", StringComparison.OrdinalIgnoreCase) => value * 1000,
        WellKnownMetric.Latency when unit is "us" => value / 1000,
        WellKnownMetric.Latency or WellKnownMetric.RequestRate => value,

        // OpenTelemetry gives utilisations as a ratio with the unit 1.
        _ when unit is "1" or "ratio" => value * 100,
        _ => value,
    };
}
