using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventFlow.Ingestion;

/// <summary>Has the gateways' memory of what was stored filled from the log. Begun before the first request can come, and beside the start: only requests that may be repetitions wait for it.</summary>
internal sealed partial class RecentEventsLoader(IngestionService ingestion, ILogger<RecentEventsLoader> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _loading = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loading = LoadAsync(ingestion.RememberAsync(_stopping.Token));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loading.ConfigureAwait(false);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task LoadAsync(Task remembering)
    {
        try
        {
            await remembering.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
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
