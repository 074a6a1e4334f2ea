namespace EventFlow.Silo;

/// <summary>Takes the status of every monitored service each few seconds, for <see cref="ServiceInstruments"/>. At most <see cref="MaxServices"/>, so that the series stay countable.</summary>
internal sealed partial class ServiceSampler(IMonitoringQueries monitoring, ServiceInstruments instruments, TimeProvider time, ILogger<ServiceSampler> logger)
    : BackgroundService
{
    private const int MaxServices = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // A service that has not reported for this long has no rate, whatever it said last.
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);
    private bool _failing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var last = time.GetTimestamp();
        while (await NextTick(timer, stoppingToken))
        {
            var now = time.GetTimestamp();
            await Sample(time.GetElapsedTime(last, now), stoppingToken);
            last = now;
        }
    }

    private static async ValueTask<bool> NextTick(PeriodicTimer timer, CancellationToken stopping)
    {
        try { return await timer.WaitForNextTickAsync(stopping); }
        catch (OperationCanceledException) { return false; }
    }

    private async Task Sample(TimeSpan elapsed, CancellationToken stopping)
    {
        try
        {
            var oldest = time.GetUtcNow().Subtract(Stale).ToUnixTimeMilliseconds();
            foreach (var status in (await monitoring.GetServices(stopping)).Take(MaxServices))
                if (status.LastSeen >= oldest) instruments.RecordReported(status, elapsed);
            _failing = false;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            if (!_failing) LogFailed(logger, e);
            _failing = true;
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    [LoggerMessage(6301, LogLevel.Warning, "Could not read the services for /metrics; their figures stand still until it works again")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
