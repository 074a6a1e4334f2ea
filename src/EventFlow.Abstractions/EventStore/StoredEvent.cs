using System.Text.Json.Serialization;

namespace EventFlow;

/// <summary>An event with its place in the log and its arrival time (unix ms). As JSON it has the form that <c>POST /api/events</c> takes, its place in the member <c>$at</c>.</summary>
[JsonConverter(typeof(StoredEventJsonConverter))]
public sealed record StoredEvent(string Stream, int Partition, long Offset, long ReceivedAt, TelemetryEvent Event);
