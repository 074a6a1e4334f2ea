using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventFlow.Services;

/// <summary>Asks all services how they are now and then: one that fell silent while this process was away is woken, so that its silence is noticed, and rates have something to compare with.</summary>
internal sealed partial class ServiceWakeService(IMonitoringQueries queries, TimeProvider time, ILogger<ServiceWakeService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private string? _lastFailure;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await Ask(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Ask(CancellationToken stoppingToken)
    {
        try
        {
            await queries.GetStats(stoppingToken);
            _lastFailure = null;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            if (_lastFailure != e.Message) LogFailed(e);
            _lastFailure = e.Message;
        }
    }

    [LoggerMessage(4022, LogLevel.Warning, "The services could not be asked how they are; tried again every few seconds.")]
    private partial void LogFailed(Exception error);
}
