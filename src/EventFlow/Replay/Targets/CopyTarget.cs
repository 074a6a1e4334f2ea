using EventFlow.Ingestion;

namespace EventFlow.Replay;

/// <summary>
/// Sends copies of the events into the live path, under service names of their own: the series, services and alerts of the originals have applied these events already and must not see
/// them again. The replay is a producer that numbers its groups, so that what is sent again after a crash is dropped.
/// </summary>
internal sealed class CopyTarget(string id, string prefix, ReplayResult before, IngestionService ingestion, TimeProvider time) : GroupTarget(before)
{
    private const int MostFailures = 10;

    protected override async ValueTask<int> SendAsync(long number, IReadOnlyList<StoredEvent> group, CancellationToken cancellationToken)
    {
        IngestionItem[] items = [.. group.Select(s => IngestionItem.Of(Copy(s)))];
        for (var failures = 0; ;)
        {
            var request = new IngestionRequest("replay:" + id, time.GetUtcNow().ToUnixTimeMilliseconds(), items, "replay-" + id, number);
            var result = await ingestion.IngestAsync(request, cancellationToken);
            switch (result.Outcome)
            {
                case IngestionOutcome.Stored or IngestionOutcome.AllRejected:
                    return result.Rejected;
                case IngestionOutcome.Overloaded:
                    break;
                case IngestionOutcome.Unavailable when ++failures < MostFailures:
                    break;
                default:
                    throw new ReplayHaltedException($"The live path does not take the copies: {result.Detail} Resume the replay when it does.");
            }

            await Task.Delay(result.RetryAfter > TimeSpan.Zero ? result.RetryAfter : TimeSpan.FromSeconds(1), time, cancellationToken);
        }
    }

    private TelemetryEvent Copy(StoredEvent stored)
    {
        var (service, copyId) = (prefix + stored.Event.Service, $"{id}-{stored.Stream}-{stored.Partition}-{stored.Offset}");
        return stored.Event is MetricEvent metric
            ? metric with { Id = copyId, Service = service, Series = SeriesId.Create(service, metric.Metric, metric.Labels) }
            : stored.Event with { Id = copyId, Service = service };
    }
}
