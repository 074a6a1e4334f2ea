using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace EventFlow.Silo;

/// <summary>
/// One JSON object a line: time, level, category, event, message, trace and correlation ids, the values of the message, the error.
/// Flat, unlike the framework's own formatter, because log stores index the top level.
/// </summary>
internal sealed class JsonLogFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "eventflow-json";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteHead(json, logEntry);
            scopeProvider?.ForEachScope(WriteScope, json);
            WriteValues(json, logEntry.State);
            if (logEntry.Exception is { } error) json.WriteString("error", error.ToString());
            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private void WriteHead<TState>(Utf8JsonWriter json, in LogEntry<TState> entry)
    {
        json.WriteString("timestamp", time.GetUtcNow().UtcDateTime.ToString("O"));
        json.WriteString("level", NameOf(entry.LogLevel));
        json.WriteString("category", entry.Category);
        if (entry.EventId.Id != 0) json.WriteNumber("eventId", entry.EventId.Id);
        json.WriteString("message", entry.Formatter(entry.State, entry.Exception));
        if (Activity.Current is not { } span) return;
        json.WriteString("trace_id", span.TraceId.ToHexString());
        json.WriteString("span_id", span.SpanId.ToHexString());
    }

    // Of the scopes only the correlation id matters; the framework's own (connection, request, path) repeat what the trace knows.
    private static void WriteScope(object? scope, Utf8JsonWriter json)
    {
        if (scope is not IEnumerable<KeyValuePair<string, object>> values) return;
        foreach (var (name, value) in values)
            if (name == "CorrelationId") json.WriteString("correlation_id", value.ToString());
    }

    private static void WriteValues<TState>(Utf8JsonWriter json, TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> { Count: > 1 } values) return;
        json.WriteStartObject("values");
        foreach (var (name, value) in values)
            if (name != "{OriginalFormat}") json.WriteString(name, value?.ToString());
        json.WriteEndObject();
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}
