namespace EventFlow.Silo;

/// <summary>
/// What an autoscaler asks: plain numbers, so that a rule needs one path into a JSON document. <paramref name="Pressure"/> joins them: 1 is as much as the silos there
/// are can take, 2 asks for twice as many, 0.5 leaves half of them to spare.
/// </summary>
/// <param name="Pressure">The largest of <paramref name="CpuShare"/> over its target of 0.65, <paramref name="QueueFill"/> over 0.5, and <paramref name="LagSeconds"/> over 10; 0 or more.</param>
/// <param name="LagEvents">Events stored and not applied, over all partitions.</param>
/// <param name="LagSeconds">How long the oldest of them has waited, seconds; 0 when none waits or it is not known.</param>
/// <param name="QueueFill">The fullest bounded queue of this silo, 0 to 1.</param>
/// <param name="CpuShare">Use of the cores of this silo, 0 to 1.</param>
/// <param name="WorkingSetBytes">Memory of this silo.</param>
/// <param name="Activations">Grains that are active.</param>
public sealed record ScalingSignals(
    double Pressure, long LagEvents, double LagSeconds, double QueueFill, double CpuShare, long WorkingSetBytes, long Activations)
{
    private const double CpuTarget = 0.65;
    private const double QueueTarget = 0.5;
    private const double LagSecondsTarget = 10;
    private const string LagQueueSuffix = " to apply";

    /// <summary>Reads them off the state of the platform.</summary>
    public static ScalingSignals From(SystemStatus status)
    {
        // Lag is a queue too, but one that lies on disk: it is judged by its age, since a restart fills it without asking for more silos.
        var inMemory = status.Queues.Where(static q => q.Limit > 0 && !q.Name.EndsWith(LagQueueSuffix, StringComparison.Ordinal));
        var fill = inMemory.Select(static q => Math.Clamp((double)q.Depth / q.Limit, 0, 1)).DefaultIfEmpty().Max();
        var age = status.Queues.Where(static q => q.Name.EndsWith(LagQueueSuffix, StringComparison.Ordinal)).Select(static q => q.OldestSeconds ?? 0).DefaultIfEmpty().Max();
        var cpu = status.CpuPercent / 100;
        var pressure = Math.Max(cpu / CpuTarget, Math.Max(fill / QueueTarget, age / LagSecondsTarget));
        return new(
            Math.Round(pressure, 3), status.Streams.Sum(static s => s.Lag), Math.Round(age, 1), Math.Round(fill, 4), Math.Round(cpu, 4), status.WorkingSetBytes,
            status.Grains.Sum(static g => (long)g.Activations));
    }
}
