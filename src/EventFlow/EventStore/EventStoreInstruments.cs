using System.Diagnostics.Metrics;

namespace EventFlow.EventStore;

/// <summary>The meter "EventFlow.EventStore": what goes into the streams, whoever appends it.</summary>
public sealed class EventStoreInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "EventFlow.EventStore";

    private readonly Meter _meter;
    private readonly Counter<long> _produced;

    /// <summary>Makes the instruments.</summary>
    public EventStoreInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _produced = _meter.CreateCounter<long>("stream.messages.produced", null, "Events appended to a stream of the log.");
        // Zero, and not missing, from the first scrape on: most streams are quiet for long.
        foreach (var stream in EventStreams.All)
        {
            Appended(stream.Name, 0);
        }
    }

    internal void Appended(string stream, int events) => _produced.Add(events, new KeyValuePair<string, object?>("stream", stream));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
