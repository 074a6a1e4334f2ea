namespace EventFlow.EventStore;

/// <summary>
/// How a batch lies in the log. Stream, partition and offsets are the log's own and not repeated. All numbers are LEB128 varints, signed ones zigzag; texts are
/// length and UTF-8. Version 2, written:
/// <code>
/// version 02, flags (1 producer, 2 sequence), received at (signed ms), [producer], [sequence], number of events
/// then sections, each with its length in bytes before it; a section that no event needs is empty:
///   texts       count, {text} …                        names and values that repeat, in order of first use; places count from 0
///   shapes      count, {count, name …} …               sets of attribute names, ascending; shape 0 is the empty one and not listed
///   series      count, {unit + 1 or 0, canonical text} …
///   kinds       one byte for all events, or one for each
///   times       difference to the event before (signed ms; the first to received at)
///   ids         length + 1 or 0, and bytes, for each event
///   attributes  shape, value …, for each event
///   services    place of the service, of log records and domain events
///   levels      one byte, of log records
///   traces      0 none; 1 and 16 bytes; 2 and text, of log records
///   types       place of the type, of domain events
///   lengths     bytes of message or data, of log records and domain events
///   bodies      their bytes
///   samples     place of the series, of metrics
///   values      8 bytes little endian, of metrics
/// </code>
/// Like stands beside like: a reader takes from a batch what it needs without passing over the rest, and a compressor finds more that repeats.
/// Version 1, read:
/// <code>
/// version 01, flags (1 producer, 2 sequence), received at (signed ms), [producer], [sequence]
/// texts:   count, {length, bytes} …                      names and values that repeat, in order of first use
/// series:  count, {service, metric, unit + 1 or 0, labels: count, {name, value} …} …     numbers are places in the texts
/// events:  count, {kind, time as difference to the one before (the first to received at), id length + 1 or 0 and bytes, attributes: count, {name, value} …,
///          metric: series, value (8 bytes, little endian)
///          log:    service, level, message, trace id (0 none; 1 and 16 bytes; 2 and text)
///          domain: service, type, data} …
/// </code>
/// What is stored is read for as long as retention keeps it: a change of the layout is a new version beside these.
/// </summary>
internal static class EventBatchFormat
{
    public const byte RowVersion = 1;
    public const byte Version = 2;
    public const byte HasProducer = 1;
    public const byte HasSequence = 2;
    public const byte NoTraceId = 0;
    public const byte BinaryTraceId = 1;
    public const byte TextTraceId = 2;
    public const int TraceIdBytes = 16;
}
