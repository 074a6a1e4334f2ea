using System.Text;
using System.Text.Json;

namespace EventFlow.Dashboard.EventStore;

/// <summary>Stored events in words.</summary>
internal static class EventWords
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What it says, in a line.</summary>
    public static string Line(TelemetryEvent item) => item switch
    {
        MetricEvent m => $"{m.Metric} = {m.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}{(m.Unit is null ? "" : " " + m.Unit)}{m.Labels}",
        LogEvent l => l.Message,
        DomainEvent d => $"{d.Type} {d.Data}",
        _ => "",
    };

    /// <summary>Its kind, or a log record's level.</summary>
    public static string Tag(TelemetryEvent item) => item switch
    {
        LogEvent { Level: not LogSeverity.Unspecified } log => log.Level.ToString().ToLowerInvariant(),
        MetricEvent => "metric",
        LogEvent => "log",
        _ => "event",
    };

    /// <summary>All of it, as JSON over several lines.</summary>
    public static string Json(StoredEvent stored)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) StoredEventJsonConverter.Write(writer, stored);
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length), new JsonDocumentOptions { MaxDepth = 256 });
        return JsonSerializer.Serialize(document.RootElement, Indented);
    }
}
