namespace EventFlow;

/// <summary>
/// Something a service reported. <paramref name="Timestamp"/> is event time in unix milliseconds, as the sender gave it;
/// <paramref name="Id"/> is the sender's id, by which duplicates are told. <paramref name="Attributes"/> holds what has no field of
/// its own, values that are not text as JSON text.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.TelemetryEvent")]
public abstract record TelemetryEvent(long Timestamp, string Service, string? Id, LabelSet Attributes)
{
    /// <summary>What it is.</summary>
    public abstract EventKind Kind { get; }
}
