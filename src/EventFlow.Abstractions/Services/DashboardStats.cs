namespace EventFlow;

/// <summary>
/// The figures of the overview. Rates are per second; percentages are 0 to 100, null when no service reports them; <paramref name="Disk"/> is the used share of the
/// volume that holds the data. <paramref name="Cpu"/> and <paramref name="Memory"/> are the highest among the services (named beside).
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.DashboardStats")]
public sealed record DashboardStats(
    long Time, int Services, int Healthy, int FiringAlerts, int CriticalAlerts, int AcknowledgedAlerts,
    double RequestRate, double? ErrorRate, double? LatencyMs, double? Cpu, string? CpuService, double? Memory, string? MemoryService, double? Disk,
    double EventsPerSecond, int Series, int DeadLetters);
