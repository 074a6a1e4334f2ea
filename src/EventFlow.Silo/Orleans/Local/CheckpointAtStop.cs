using EventFlow.EventStore;

namespace EventFlow.Silo;

/// <summary>
/// Before a silo without a cluster stops, lets its partitions save what they have applied. While the runtime stops they no longer can: a checkpoint asks other grains to save, and those are going
/// too. Without it nothing is lost, but what came since the last checkpoint comes again after the start.
/// </summary>
internal sealed partial class CheckpointAtStop(IGrainFactory grains, IEventLog log, ILogger<CheckpointAtStop> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(Partitions().Select(partition => grains.GetGrain<IIngestionGrain>(partition).Checkpoint().AsTask())).WaitAsync(cancellationToken);
        }
        catch (Exception error)
        {
            LogFailed(logger, error.Message);
        }
    }

    private IEnumerable<string> Partitions() => EventStreams.IngestedOf(log.Streams).Select(static p => EventStreams.KeyOf(p.Stream, p.Partition));

    [LoggerMessage(6131, LogLevel.Warning, "Not every partition could save what it has applied before the stop; events since its last checkpoint come again after the start and are recognised: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
