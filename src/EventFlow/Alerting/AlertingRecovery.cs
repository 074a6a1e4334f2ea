using EventFlow.Notifications;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventFlow.Alerting;

/// <summary>Right after the start: gives the channels of the settings to their grains, and wakes what had work left, so that nothing waits for the minute to turn.</summary>
public sealed partial class AlertingRecovery(
    IGrainFactory grains, ChannelDirectory channels, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<AlertingRecovery> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The grain runtime is a hosted service too: wait until all of them are up.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var onStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        for (var wait = TimeSpan.FromMilliseconds(100); ; wait = TimeSpan.FromMilliseconds(Math.Min(wait.TotalMilliseconds * 2, 10_000)))
        {
            try
            {
                await RecoverAsync();
                return;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogRecoveryFailed(logger, error, wait.TotalSeconds);
                await Task.Delay(wait, time, stoppingToken);
            }
        }
    }

    internal async Task RecoverAsync()
    {
        foreach (var channel in channels.FromSettings) await grains.GetGrain<IChannelGrain>(channel.Id).Configure(channel);
        await grains.GetGrain<IAlertingWorkGrain>(Tenants.Default).Wake();
    }

    [LoggerMessage(5003, LogLevel.Warning, "Waking alerts and channels after the start failed; the next try is in {Seconds} s")]
    private static partial void LogRecoveryFailed(ILogger logger, Exception error, double seconds);
}
