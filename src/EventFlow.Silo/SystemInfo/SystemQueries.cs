using System.Diagnostics;

namespace EventFlow.Silo;

/// <summary>Puts together what the process, the runtime, the features' queues and the log tell about the platform.</summary>
internal sealed class SystemQueries(
    IHostEnvironment environment, SiloSettings settings, ProcessInfo processInfo, IGrainRuntimeInfo runtime, IEnumerable<IQueueSource> queues, StreamMonitor streams)
    : ISystemQueries
{
    public async ValueTask<SystemStatus> Get(CancellationToken cancellationToken = default)
    {
        using var process = Process.GetCurrentProcess();
        var disk = new DriveInfo(settings.DataDirectory);

        // Both at once: each waits for a silo that hangs.
        var (grains, silos) = (runtime.GetGrains().AsTask(), runtime.GetSilos().AsTask());
        await Task.WhenAll(grains, silos);
        return new(
            ProcessInfo.Version, runtime.Name, environment.EnvironmentName, settings.DataDirectory, processInfo.StartedAt.ToUnixTimeMilliseconds(),
            processInfo.CpuPercent(process), process.WorkingSet64, GC.GetTotalMemory(forceFullCollection: false), disk.AvailableFreeSpace, disk.TotalSize,
            await grains, [.. queues.SelectMany(static q => q.GetQueues()).OrderBy(static q => q.Name, StringComparer.Ordinal)], await streams.Get())
        {
            Silos = await silos,
        };
    }
}
