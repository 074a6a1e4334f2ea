using Microsoft.Extensions.Options;

namespace EventFlow.Ingestion;

/// <summary>What waits between gateway and grains, for the system page.</summary>
internal sealed class IngestionQueues(IngestionProgress progress, IOptions<IngestionOptions> options) : IQueueSource
{
    /// <inheritdoc/>
    public IEnumerable<QueueStatus> GetQueues()
    {
        foreach (var (stream, partition, lag) in progress.Lags)
        {
            var known = progress.Of(stream, partition);
            yield return new QueueStatus($"{stream}-{partition} to apply", lag, options.Value.MaxLag, known.Refused, known.Age.TotalSeconds);
        }
    }
}
