namespace EventFlow.Gateway.Events;

/// <summary>The fields of an event that have a meaning; the numbers are places in <see cref="EventScanner"/>.</summary>
internal enum KnownField
{
    None = -1,
    Kind = 0,
    Id,
    Timestamp,
    Service,
    Level,
    Message,
    TraceId,
    Attributes,
    Metric,
    Value,
    Unit,
    Labels,
    Type,
    Data,
    Count,
}
