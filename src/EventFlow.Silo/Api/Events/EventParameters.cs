namespace EventFlow.Silo;

/// <summary>The parameters of all that reads stored events.</summary>
internal static class EventParameters
{
    public static readonly TextParameter Service = new("service", "Only events of this service.", "payments");
    public static readonly ChoiceParameter<EventKind> Kind = new("kind", "Only events of this kind.");
    public static readonly ChoiceParameter<LogSeverity> Level = new("level", "Only log records at least this severe.");
    public static readonly TextParameter Metric = new("metric", "Only samples of this metric.", "latency_ms");
    public static readonly TextParameter Text = new("text", "Only events whose message, type, data, metric, trace or id contains this, in any case.", "timeout");
    public static readonly LabelParameter Label = new("label.", "Only events that have a label, or an attribute, of this name with this value.");
    public static readonly TimeParameter From = new("from", "Earliest event time, inclusive: unix milliseconds or RFC 3339. Without it, and without offset, reading begins at the first event kept.");
    public static readonly TimeParameter To = new("to", "Latest event time, exclusive. Without it reading ends at the end of the log.");
    public static readonly NumberParameter Partition = new("partition", "Only this partition.", 0);
    public static readonly NumberParameter Offset = new("offset", "First offset, in place of from; needs partition where the stream has several.", 0);
    public static readonly TextParameter Cursor = new("cursor", "Go on where an earlier page ended: its next.", "0:120,1:77,2:0") { MaxLength = 1_000 };

    public static readonly IReadOnlyList<QueryParameter> Filters = [Service, Kind, Level, Metric, Text, Label];

    public static EventFilter ReadFilter(this QueryReader query) => new()
    {
        Service = query.Read(Service),
        Kind = query.Read(Kind) ?? EventKind.None,
        Level = query.Read(Level) ?? LogSeverity.Unspecified,
        Metric = query.Read(Metric),
        Text = query.Read(Text),
        Labels = query.Read(Label),
    };

    public static EventQuery ReadEventQuery(this QueryReader query, string stream, int limit) => new(
        stream, query.Read(Partition) is { } partition ? (int)Math.Min(partition, int.MaxValue) : null, query.Read(Offset), query.Read(From), query.Read(To), query.ReadFilter(), limit, query.Read(Cursor));
}
