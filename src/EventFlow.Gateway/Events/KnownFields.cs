namespace EventFlow.Gateway.Events;

/// <summary>Names of the <see cref="KnownField"/>s.</summary>
internal static class KnownFields
{
    private static readonly string[] Names =
        ["kind", "id", "timestamp", "service", "level", "message", "trace_id", "attributes", "metric", "value", "unit", "labels", "type", "data"];

    public static string NameOf(KnownField field) => Names[(int)field];

    /// <summary>The field of a name. The length leaves at most three candidates.</summary>
    public static KnownField Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("id"u8) => KnownField.Id,
        4 => name.SequenceEqual("kind"u8) ? KnownField.Kind
            : name.SequenceEqual("unit"u8) ? KnownField.Unit
            : name.SequenceEqual("type"u8) ? KnownField.Type
            : name.SequenceEqual("data"u8) ? KnownField.Data : KnownField.None,
        5 => name.SequenceEqual("value"u8) ? KnownField.Value : name.SequenceEqual("level"u8) ? KnownField.Level : KnownField.None,
        6 => name.SequenceEqual("metric"u8) ? KnownField.Metric : name.SequenceEqual("labels"u8) ? KnownField.Labels : KnownField.None,
        7 => name.SequenceEqual("service"u8) ? KnownField.Service : name.SequenceEqual("message"u8) ? KnownField.Message : KnownField.None,
        8 when name.SequenceEqual("trace_id"u8) => KnownField.TraceId,
        9 when name.SequenceEqual("timestamp"u8) => KnownField.Timestamp,
        10 when name.SequenceEqual("attributes"u8) => KnownField.Attributes,
        _ => KnownField.None,
    };
}
