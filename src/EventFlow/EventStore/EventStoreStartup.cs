using Microsoft.Extensions.Hosting;

namespace EventFlow.EventStore;

/// <summary>Opens the log when the host starts, so that a damaged or foreign folder stops the start, and the first request waits for no recovery.</summary>
internal sealed class EventStoreStartup(SegmentEventLog log) : IHostedLifecycleService
{
    // Before any other service starts: the streams read from the log at once.
    public Task StartingAsync(CancellationToken cancellationToken) => log.OpenAsync();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
