using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventFlow.Ingestion;

/// <summary>Has the gateways' memory of what was stored filled from the log, beside the start and not before it.</summary>
internal sealed partial class RecentEventsLoader(IngestionService ingestion, ILogger<RecentEventsLoader> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await ingestion.RememberAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
        catch (Exception e)
        {
            LogNotLoaded(e);
        }
    }

    [LoggerMessage(3105, LogLevel.Warning, "What was stored before this start could not be read; a repeated request is answered as accepted instead of duplicate, and its events are dropped behind the log")]
    private partial void LogNotLoaded(Exception error);
}
