using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventFlow;

/// <summary>
/// Writes a <see cref="StoredEvent"/> so that it can be sent back to <c>POST /api/events</c> and gives the same event: fields of the event at the top, what has no field of its own under
/// <c>attributes</c>, the place in the log under <c>$at</c>, which the gateway passes over.
/// </summary>
public sealed class StoredEventJsonConverter : JsonConverter<StoredEvent>
{
    /// <summary>The member that holds the place in the log.</summary>
    public const string Place = "$at";

    /// <inheritdoc/>
    public override StoredEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A stored event is written only; events are read by the gateway.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StoredEvent value, JsonSerializerOptions options) => Write(writer, value);

    /// <summary>Writes the event as one object, without a line break in it.</summary>
    public static void Write(Utf8JsonWriter writer, StoredEvent stored)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("$at"u8);
        writer.WriteString("stream"u8, stored.Stream);
        writer.WriteNumber("partition"u8, stored.Partition);
        writer.WriteNumber("offset"u8, stored.Offset);
        writer.WriteNumber("receivedAt"u8, stored.ReceivedAt);
        writer.WriteEndObject();
        WriteMembers(writer, stored.Event);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members of an event into an object that is begun.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, TelemetryEvent item)
    {
        writer.WriteString("kind"u8, item.Kind switch { EventKind.Metric => "metric"u8, EventKind.Log => "log"u8, _ => "domain"u8 });
        if (item.Id is not null) writer.WriteString("id"u8, item.Id);
        writer.WriteNumber("timestamp"u8, item.Timestamp);
        writer.WriteString("service"u8, item.Service);
        switch (item)
        {
            case MetricEvent metric:
                writer.WriteString("metric"u8, metric.Metric);
                writer.WriteNumber("value"u8, metric.Value);
                if (metric.Unit is not null) writer.WriteString("unit"u8, metric.Unit);
                WriteLabels(writer, "labels"u8, metric.Labels);
                break;
            case LogEvent log:
                if (log.Level != LogSeverity.Unspecified) writer.WriteString("level"u8, NameOf(log.Level));
                writer.WriteString("message"u8, log.Message);
                if (log.TraceId is not null) writer.WriteString("trace_id"u8, log.TraceId);
                break;
            case DomainEvent domain:
                writer.WriteString("type"u8, domain.Type);
                writer.WritePropertyName("data"u8);
                WriteData(writer, domain.Data);
                break;
        }

        WriteLabels(writer, "attributes"u8, item.Attributes);
    }

    // What the sender wrote over several lines becomes one; everything else stays as it was written.
    private static void WriteData(Utf8JsonWriter writer, string data)
    {
        if (!data.AsSpan().ContainsAny('\n', '\r'))
        {
            writer.WriteRawValue(data, skipInputValidation: true);
            return;
        }

        using var document = JsonDocument.Parse(data, new JsonDocumentOptions { MaxDepth = 256 });
        document.RootElement.WriteTo(writer);
    }

    private static void WriteLabels(Utf8JsonWriter writer, ReadOnlySpan<byte> name, LabelSet labels)
    {
        if (labels.Count == 0) return;
        writer.WriteStartObject(name);
        for (var i = 0; i < labels.Count; i++)
        {
            var (label, value) = labels.At(i);
            writer.WriteString(label, value);
        }

        writer.WriteEndObject();
    }

    private static ReadOnlySpan<byte> NameOf(LogSeverity level) => level switch
    {
        LogSeverity.Trace => "trace"u8,
        LogSeverity.Debug => "debug"u8,
        LogSeverity.Info => "info"u8,
        LogSeverity.Warn => "warn"u8,
        LogSeverity.Error => "error"u8,
        _ => "fatal"u8,
    };
}
