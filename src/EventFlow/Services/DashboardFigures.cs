using Microsoft.Extensions.Configuration;

namespace EventFlow.Services;

/// <summary>Sums up all services into the figures of the overview.</summary>
internal sealed class DashboardFigures(IAlertService alerts, IChannelService channels, IConfiguration configuration, TimeProvider time)
{
    private const long CurrentWithinMs = 2 * 60_000;

    private readonly RateMeter _events = new(time);

    public async ValueTask<DashboardStats> Compute(IReadOnlyList<ServiceStatus> services)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();

        // A recording that was sent once, or a service that has gone, does not speak for the present.
        var current = services.Where(s => now - s.LastSeen <= CurrentWithinMs).ToList();
        var cpu = Highest(current, static s => s.Cpu);
        var memory = Highest(current, static s => s.Memory);
        return new(
            now, services.Count, services.Count(static s => s.Health == ServiceHealth.Healthy),
            await Count(null, AlertState.Firing, AlertState.NoData, AlertState.Flapping), await Count(Severity.Critical, AlertState.Firing, AlertState.NoData, AlertState.Flapping, AlertState.Acknowledged), await Count(null, AlertState.Acknowledged),
            current.Sum(static s => s.RequestRate ?? 0), Weighted(current, static s => s.ErrorRate), Weighted(current, static s => s.LatencyMs),
            cpu?.Value, cpu?.Service, memory?.Value, memory?.Service, DiskPercent(),
            _events.Note(services.Sum(static s => s.Samples + s.Logs)), services.Sum(static s => s.SeriesCount), (await channels.DeadLetters(null, 0, 1)).Total);
    }

    private async ValueTask<int> Count(Severity? severity, params AlertState[] states) => (await alerts.Query(new(states, null, severity, null, null, null, null, 0, 1))).Total;

    private static (string Service, double Value)? Highest(List<ServiceStatus> services, Func<ServiceStatus, double?> figure)
    {
        var highest = services.Where(s => figure(s) is not null).MaxBy(figure);
        return highest is null ? null : (highest.Service, figure(highest)!.Value);
    }

    /// <summary>The mean over services, each weighing as much as it has requests; alike when none says how many.</summary>
    private static double? Weighted(List<ServiceStatus> services, Func<ServiceStatus, double?> figure)
    {
        var known = services.Where(s => figure(s) is not null).ToList();
        if (known.Count == 0) return null;
        var weights = known.Sum(static s => s.RequestRate ?? 0);
        return weights > 0 ? known.Sum(s => figure(s)!.Value * (s.RequestRate ?? 0)) / weights : known.Average(s => figure(s)!.Value);
    }

    private double? DiskPercent()
    {
        try
        {
            var drive = new DriveInfo(Path.GetFullPath(configuration["EventFlow:DataDirectory"] ?? "."));
            return drive.TotalSize > 0 ? 100.0 * (drive.TotalSize - drive.AvailableFreeSpace) / drive.TotalSize : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A volume that cannot be asked leaves its bar empty; it does not take the overview with it.
            return null;
        }
    }
}
