using EventFlow.Alerting.Routing;
using EventFlow.Alerting.Suppression;

namespace EventFlow.Silo;

/// <summary>
/// Keeps this silo's copies of routing and silences fresh. A change visits the alerts that are open; an alert that fires later on another silo would otherwise be judged by what that silo
/// read once. So a new silence or route holds on every silo within about a second.
/// </summary>
internal sealed partial class AlertingBooksRefresh(RoutingBook routing, SilenceBook silences, TimeProvider time, ILogger<AlertingBooksRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private string? _lastFailure;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await RefreshOnce(stoppingToken);
    }

    private async Task RefreshOnce(CancellationToken stoppingToken)
    {
        try
        {
            await routing.RefreshAsync();
            await silences.RefreshAsync();
            _lastFailure = null;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            // Every second the same line would hide the others.
            if (_lastFailure != e.Message) LogRefreshFailed(logger, e);
            _lastFailure = e.Message;
        }
    }

    [LoggerMessage(6130, LogLevel.Warning, "Routing and silences could not be refreshed; those known go on. Tried again each second.")]
    private static partial void LogRefreshFailed(ILogger logger, Exception error);
}
