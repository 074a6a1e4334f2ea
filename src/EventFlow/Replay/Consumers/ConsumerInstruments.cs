using System.Diagnostics.Metrics;

namespace EventFlow.Replay;

/// <summary>The meter "EventFlow.Replay": how far consumers are behind, and who reads. Thread safe.</summary>
public sealed class ConsumerInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "EventFlow.Replay";

    private readonly Meter _meter;
    private volatile IReadOnlyList<ConsumerStatus> _consumers = [];

    /// <summary>Makes the instruments.</summary>
    public ConsumerInstruments(IMeterFactory meters, ReaderSlots slots)
    {
        _meter = meters.Create(MeterName);
        _meter.CreateObservableGauge(
            "eventflow.consumer.lag", () => _consumers.Select(static c => new Measurement<long>(c.Lag, new("consumer", c.Name), new("stream", c.Stream))), "{event}", "Events that a consumer has not committed.");
        _meter.CreateObservableGauge("eventflow.store.readers", () => slots.Taken, "{reader}", "Programs that follow, wait for or export events.");
    }

    internal void Set(IReadOnlyList<ConsumerStatus> consumers) => _consumers = consumers;

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
