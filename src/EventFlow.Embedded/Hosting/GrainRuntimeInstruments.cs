using System.Diagnostics.Metrics;

namespace EventFlow.Embedded.Hosting;

/// <summary>The runtime's figures as the meter <c>EventFlow.Runtime</c>. One snapshot serves all instruments of a collection.</summary>
internal sealed class GrainRuntimeInstruments(IMeterFactory meters, IGrainRuntimeStatistics statistics, TimeProvider time)
{
    public const string MeterName = "EventFlow.Runtime";

    private static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private GrainRuntimeSnapshot? _snapshot;
    private long _takenAt;

    public void Start()
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("eventflow.runtime.activations", () => ByType(static type => type.Activations), "{activation}", "Grain activations in memory.");
        meter.CreateObservableCounter("eventflow.runtime.calls", () => ByType(static type => type.Calls), "{call}", "Grain requests run.");
        meter.CreateObservableCounter("eventflow.runtime.calls.failed", () => ByType(static type => type.FailedCalls), "{call}", "Grain requests that failed or were refused.");
        meter.CreateObservableCounter("eventflow.runtime.calls.timed_out", () => Snapshot.TimedOutCalls, "{call}", "Grain calls without an answer in time.");
        meter.CreateObservableGauge("eventflow.runtime.mailbox.depth", () => Snapshot.QueuedRequests, "{request}", "Requests waiting in all mailboxes.");
        meter.CreateObservableGauge("eventflow.runtime.storage.queue", () => Snapshot.QueuedStorageWrites, "{write}", "State writes waiting for the writer.");
        meter.CreateObservableCounter("eventflow.runtime.storage.writes", () => Snapshot.StorageWrites, "{write}", "State writes done.");
        meter.CreateObservableCounter("eventflow.runtime.storage.transactions", () => Snapshot.StorageTransactions, "{transaction}", "Transactions the writes shared.");
        meter.CreateObservableGauge("eventflow.runtime.reminders", () => Snapshot.Reminders, "{reminder}", "Registered reminders.");
        meter.CreateObservableGauge("eventflow.runtime.stream.lag", () => ByStream(static stream => stream.Lag), "{item}", "Items not yet delivered, in sequence numbers.");
        meter.CreateObservableCounter("eventflow.runtime.stream.delivered", () => ByStream(static stream => stream.Delivered), "{item}", "Items delivered.");
        meter.CreateObservableCounter("eventflow.runtime.stream.failures", () => ByStream(static stream => stream.Failures), "{attempt}", "Deliveries that failed and were tried again.");
    }

    private GrainRuntimeSnapshot Snapshot
    {
        get
        {
            lock (_gate)
            {
                if (_snapshot is null || time.GetElapsedTime(_takenAt) > MaxAge)
                {
                    _snapshot = statistics.GetSnapshot();
                    _takenAt = time.GetTimestamp();
                }

                return _snapshot;
            }
        }
    }

    private IEnumerable<Measurement<long>> ByType(Func<GrainTypeStatistics, long> value) =>
        Snapshot.GrainTypes.Select(type => new Measurement<long>(value(type), new KeyValuePair<string, object?>("grain_type", type.GrainType)));

    private IEnumerable<Measurement<long>> ByStream(Func<StreamStatistics, long> value) =>
        Snapshot.Streams.Select(stream => new Measurement<long>(
            value(stream), new("provider", stream.Provider), new("stream", stream.Stream), new("grain_type", stream.GrainType)));
}
