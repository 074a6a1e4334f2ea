using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventFlow.Replay;

/// <summary>Looks at the consumers every few seconds, so that their lag is a metric whether anybody asks or not.</summary>
internal sealed partial class ConsumerLagService(IConsumerService consumers, ConsumerInstruments instruments, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ConsumerLagService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private string? _lastFailure;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The grain runtime is a hosted service too.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var onStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await Look(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Look(CancellationToken stoppingToken)
    {
        try
        {
            instruments.Set(await consumers.List());
            _lastFailure = null;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            if (_lastFailure != e.Message) LogFailed(e);
            _lastFailure = e.Message;
        }
    }

    [LoggerMessage(3313, LogLevel.Warning, "The consumers could not be asked how far they are; tried again every few seconds")]
    private partial void LogFailed(Exception error);
}
