using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventFlow.Replay;

/// <summary>Right after the start: wakes the replays, so that those that ran go on.</summary>
internal sealed partial class ReplayWaker(IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ReplayWaker> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The grain runtime is a hosted service too.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var onStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        while (!await TryWake(stoppingToken)) await Task.Delay(Pause, time, stoppingToken);
    }

    private async Task<bool> TryWake(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var id in await grains.GetGrain<IReplayCatalogGrain>(Tenants.Default).List()) await grains.GetGrain<IReplayGrain>(id).Wake();
            return true;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(e, Pause.TotalSeconds);
            return false;
        }
    }

    [LoggerMessage(3306, LogLevel.Warning, "Waking replays after the start failed; the next try is in {Seconds} s")]
    private partial void LogFailed(Exception error, double seconds);
}
