using EventFlow.Dashboard.Formatting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Dashboard.Live;

/// <summary>The one subscription of a circuit to the live feed; hands each batch to the components that listen. Thread safe.</summary>
public sealed partial class LiveSession(ILiveFeed feed, Clock clock, TimeProvider time, IOptions<DashboardOptions> options, ILogger<LiveSession> logger) : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private Func<LiveBatch, Task>[] _listeners = [];
    private Task? _reading;

    /// <summary>When something last arrived, unix ms; 0 when nothing did.</summary>
    public long LastAt { get; private set; }

    /// <summary>Updates this circuit was too slow for.</summary>
    public long Dropped { get; private set; }

    /// <summary>Begins to read; harmless when it does already.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_ended.IsCancellationRequested) return;
            _reading ??= Task.Run(Read);
        }
    }

    /// <summary>Listens until the result is disposed.</summary>
    public IDisposable Listen(Func<LiveBatch, Task> listener)
    {
        lock (_gate) _listeners = [.. _listeners, listener];
        return new Listener(this, listener);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task? reading;
        lock (_gate)
        {
            if (_ended.IsCancellationRequested) return;
            _ended.Cancel();
            reading = _reading;
        }
        if (reading is not null) await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    private async Task Read()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                using var subscription = feed.Subscribe();
                await foreach (var updates in subscription.ReadBatches(options.Value.UpdateInterval, _ended.Token))
                {
                    LastAt = clock.Now;
                    Dropped = subscription.Dropped;
                    await Tell(LiveBatch.From(updates, LastAt));
                }
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested) { return; }
            catch (Exception error) { LogFeedFailed(logger, error, RetryAfter.TotalSeconds); }
            await Task.Delay(RetryAfter, time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Tell(LiveBatch batch)
    {
        foreach (var listener in _listeners)
        {
            // A part of the page that fails or is going away costs only itself.
            try { await listener(batch); }
            catch (ObjectDisposedException) { }
            catch (OperationCanceledException) { }
            catch (Microsoft.JSInterop.JSDisconnectedException) { }
            catch (Exception error) { LogListenerFailed(logger, error); }
        }
    }

    private void Remove(Func<LiveBatch, Task> listener)
    {
        lock (_gate) _listeners = [.. _listeners.Where(l => l != listener)];
    }

    [LoggerMessage(7001, LogLevel.Warning, "The dashboard's live feed ended; the page shows its last figures and tries again in {RetrySeconds} s")]
    private static partial void LogFeedFailed(ILogger logger, Exception error, double retrySeconds);

    [LoggerMessage(7002, LogLevel.Warning, "A part of the dashboard could not take a live update; it shows its last figures")]
    private static partial void LogListenerFailed(ILogger logger, Exception error);

    private sealed class Listener(LiveSession session, Func<LiveBatch, Task> listener) : IDisposable
    {
        public void Dispose() => session.Remove(listener);
    }
}
