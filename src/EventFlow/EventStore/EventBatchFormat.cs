namespace EventFlow.EventStore;

/// <summary>
/// How a batch lies in the log. Stream, partition and offsets are the log's own and not repeated. All numbers are LEB128 varints, signed ones zigzag; texts are
/// length and UTF-8. Version 1:
/// <code>
/// version 01, flags (1 producer, 2 sequence), received at (signed ms), [producer], [sequence]
/// texts:   count, text …                                        names and values that repeat, in order of first use
/// series:  count, {service, metric, unit + 1 or 0, labels: count, {name, value} …} …     numbers are places in the texts
/// events:  count, {kind, time as difference to the one before (the first to received at), id length + 1 or 0 and bytes, attributes: count, {name, value} …,
///          metric: series, value (8 bytes, little endian)
///          log:    service, level, message, trace id (0 none; 1 and 16 bytes; 2 and text)
///          domain: service, type, data} …
/// </code>
/// What is stored is read for as long as retention keeps it: a change of the layout is a new version beside this one.
/// </summary>
internal static class EventBatchFormat
{
    public const byte Version = 1;
    public const byte HasProducer = 1;
    public const byte HasSequence = 2;
    public const byte NoTraceId = 0;
    public const byte BinaryTraceId = 1;
    public const byte TextTraceId = 2;
    public const int TraceIdBytes = 16;
}
