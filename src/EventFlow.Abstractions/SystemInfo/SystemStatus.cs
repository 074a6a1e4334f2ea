namespace EventFlow;

/// <summary>
/// The platform itself, for the system page. Bytes and unix ms; <paramref name="CpuPercent"/> is of all cores, 0 to 100.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.SystemStatus")]
public sealed record SystemStatus(
    string Version, string Runtime, string Environment, string DataDirectory, long StartedAt, double CpuPercent, long WorkingSetBytes, long ManagedHeapBytes,
    long DiskFreeBytes, long DiskTotalBytes, IReadOnlyList<GrainTypeStatus> Grains, IReadOnlyList<QueueStatus> Queues, IReadOnlyList<StreamStatus> Streams)
{
    /// <summary>The silos of the cluster, active ones first; empty where one process is all there is.</summary>
    [Id(0)] public IReadOnlyList<SiloInfo> Silos { get; init; } = [];
}
