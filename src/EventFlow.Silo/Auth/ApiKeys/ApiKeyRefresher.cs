namespace EventFlow.Silo;

/// <summary>Loads the API keys before the first request is taken, follows changes made by other silos, and saves last uses once a minute and at the end.</summary>
internal sealed partial class ApiKeyRefresher(ApiKeyRegistry registry, TimeProvider time, ILogger<ApiKeyRefresher> logger) : BackgroundService
{
    private static readonly TimeSpan SaveInterval = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await registry.Refresh();
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Try(registry.SaveUses);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lastSave = time.GetTimestamp();
        using var timer = new PeriodicTimer(ApiKeyRegistry.RefreshInterval, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try { await timer.WaitForNextTickAsync(stoppingToken); }
            catch (OperationCanceledException) { return; }

            await Try(registry.Refresh);
            if (time.GetElapsedTime(lastSave) < SaveInterval) continue;
            lastSave = time.GetTimestamp();
            await Try(registry.SaveUses);
        }
    }

    private async Task Try(Func<Task> work)
    {
        try { await work(); }
        catch (Exception e) { LogFailed(logger, e); }
    }

    [LoggerMessage(6102, LogLevel.Warning, "Could not read or save the API keys; those known before stay valid, and it is tried again in a few seconds.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
