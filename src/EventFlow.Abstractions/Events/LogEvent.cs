namespace EventFlow;

/// <summary>One log record. <paramref name="TraceId"/> is the W3C trace id, 32 hexadecimal digits, where the sender has one.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.LogEvent")]
public sealed record LogEvent(long Timestamp, string Service, string? Id, LabelSet Attributes, LogSeverity Level, string Message, string? TraceId)
    : TelemetryEvent(Timestamp, Service, Id, Attributes)
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.Log;
}
