using System.Diagnostics.Metrics;

namespace EventFlow.EventStore;

/// <summary>The meter "EventFlow.EventStore": what goes into the streams, whoever appends it.</summary>
public sealed class EventStoreInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "EventFlow.EventStore";

    private readonly Meter _meter;
    private readonly Counter<long> _produced;
    private readonly Counter<long> _expired;
    private readonly Counter<long> _unreadable;

    /// <summary>Makes the instruments.</summary>
    public EventStoreInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _produced = _meter.CreateCounter<long>("stream.messages.produced", null, "Events appended to a stream of the log.");
        _expired = _meter.CreateCounter<long>("stream.messages.expired", null, "Events that retention deleted before they were processed.");
        _unreadable = _meter.CreateCounter<long>("stream.messages.unreadable", null, "Events that were passed over because what the log holds of them is damaged, each time it was read.");
        // Zero, and not missing, from the first scrape on: most streams are quiet for long.
        foreach (var stream in EventStreams.All)
        {
            Appended(stream.Name, 0);
            Expired(stream.Name, 0);
            Unreadable(stream.Name, 0);
        }
    }

    /// <summary>Events were appended to a stream.</summary>
    public void Appended(string stream, int events) => _produced.Add(events, new KeyValuePair<string, object?>("stream", stream));

    /// <summary>Events of a stream were deleted before they were processed.</summary>
    public void Expired(string stream, long events) => _expired.Add(events, new KeyValuePair<string, object?>("stream", stream));

    /// <summary>Events of a stream were passed over because they are damaged.</summary>
    public void Unreadable(string stream, long events) => _unreadable.Add(events, new KeyValuePair<string, object?>("stream", stream));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
