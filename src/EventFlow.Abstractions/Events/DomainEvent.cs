namespace EventFlow;

/// <summary>An event of the sender's domain; <paramref name="Data"/> is JSON text, an object.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.DomainEvent")]
public sealed record DomainEvent(long Timestamp, string Service, string? Id, LabelSet Attributes, string Type, string Data)
    : TelemetryEvent(Timestamp, Service, Id, Attributes)
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.Domain;
}
