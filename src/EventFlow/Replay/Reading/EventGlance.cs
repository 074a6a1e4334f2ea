using EventFlow.EventStore;

namespace EventFlow.Replay;

/// <summary>What can be told of a stored event without making it: where the log gives batches in its own form, making an event costs more than reading it.</summary>
internal static class EventGlance
{
    /// <summary>Event time, unix ms.</summary>
    public static long TimeOf(IReadOnlyList<TelemetryEvent> events, int index) => events is EncodedEvents encoded ? encoded.TimeOf(index) : events[index].Timestamp;

    /// <summary>What it is.</summary>
    public static EventKind KindOf(IReadOnlyList<TelemetryEvent> events, int index) => events is EncodedEvents encoded ? encoded.KindOf(index) : events[index].Kind;

    /// <summary>The latest event time of a batch that is not empty, unix ms.</summary>
    public static long NewestOf(IReadOnlyList<TelemetryEvent> events)
    {
        var newest = long.MinValue;
        for (var i = 0; i < events.Count; i++) newest = Math.Max(newest, TimeOf(events, i));
        return newest;
    }
}
