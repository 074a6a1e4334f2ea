namespace EventFlow;

/// <summary>
/// A service as the overview shows it. Times are unix ms (<paramref name="LastSeen"/>, <paramref name="FirstSeen"/> arrival time). Percentages are 0 to 100; a figure is null when the
/// service does not report it. <paramref name="Uptime"/> is the share (0 to 1) of the time since it was first seen, at most 24 h, in which it reported.
/// <paramref name="LogErrorRate"/> is error records per minute over the last five minutes.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ServiceStatus")]
public sealed record ServiceStatus(
    string Service, ServiceHealth Health, long FirstSeen, long LastSeen, double Uptime,
    double? RequestRate, double? ErrorRate, double? LatencyMs, double? Cpu, double? Memory, double? Disk,
    double LogErrorRate, int FiringAlerts, int SeriesCount, long Samples, long Logs);
