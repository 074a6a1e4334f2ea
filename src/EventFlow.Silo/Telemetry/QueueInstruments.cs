using System.Diagnostics.Metrics;

namespace EventFlow.Silo;

/// <summary>Every bounded queue of the platform under the same four names, so that one alert watches them all; the queue is a label.</summary>
internal sealed class QueueInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "EventFlow.Queues";

    private readonly IReadOnlyList<IQueueSource> _sources;

    public QueueInstruments(IMeterFactory meters, IEnumerable<IQueueSource> sources)
    {
        _sources = [.. sources];
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("eventflow.queue.depth", () => Measure(static q => (double)q.Depth), null, "What waits in a bounded queue; its name says in what unit where that is not a count.");
        meter.CreateObservableGauge("eventflow.queue.limit", () => Measure(static q => (double)q.Limit), null, "What a bounded queue may hold.");
        meter.CreateObservableGauge("eventflow.queue.age", () => Measure(static q => q.OldestSeconds), "s", "How long the oldest item of a bounded queue has waited.");
        meter.CreateObservableCounter("eventflow.queue.dropped", () => Measure(static q => (double)q.Dropped), null, "What a bounded queue has refused or dropped because it was full.");
    }

    private IEnumerable<Measurement<double>> Measure(Func<QueueStatus, double?> figure)
    {
        foreach (var queue in _sources.SelectMany(static s => s.GetQueues()))
        {
            if (figure(queue) is { } value)
            {
                yield return new Measurement<double>(value, new KeyValuePair<string, object?>("queue", queue.Name));
            }
        }
    }
}
