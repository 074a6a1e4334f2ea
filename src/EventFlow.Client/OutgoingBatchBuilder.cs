using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EventFlow.Client;

/// <summary>Writes metrics and logs as lines of JSON. Not safe for several threads at once.</summary>
public sealed class OutgoingBatchBuilder : IDisposable
{
    // The body is JSON for a machine, never HTML: only what JSON itself demands is escaped.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    /// <summary>Creates an empty builder.</summary>
    public OutgoingBatchBuilder() => _json = new Utf8JsonWriter(_buffer, Plain);

    /// <summary>Events written since the last <see cref="Take"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes written since the last <see cref="Take"/>.</summary>
    public int Bytes => _buffer.WrittenCount;

    /// <summary>Adds one sample.</summary>
    /// <param name="timestamp">Event time, unix ms.</param>
    /// <param name="service">Name of the service.</param>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="value">Finite.</param>
    /// <param name="unit">For example <c>percent</c>, <c>ms</c>, <c>1/s</c>; null leaves it out.</param>
    /// <param name="labels">Further labels of the series; null or empty leaves them out.</param>
    /// <param name="id">Deterministic id by which a repeat is recognised; null leaves it out.</param>
    public void AddMetric(
        long timestamp, string service, string metric, double value, string? unit = null, IReadOnlyDictionary<string, string>? labels = null, string? id = null)
    {
        Begin(timestamp, service, id);
        _json.WriteString("metric"u8, metric);
        _json.WriteNumber("value"u8, value);
        if (unit is not null)
        {
            _json.WriteString("unit"u8, unit);
        }

        if (labels is { Count: > 0 })
        {
            _json.WriteStartObject("labels"u8);
            foreach (var (name, label) in labels)
            {
                _json.WriteString(name, label);
            }

            _json.WriteEndObject();
        }

        End();
    }

    /// <summary>Adds one log record.</summary>
    /// <param name="timestamp">Event time, unix ms.</param>
    /// <param name="service">Name of the service.</param>
    /// <param name="level">trace, debug, info, warn, error or fatal.</param>
    /// <param name="message">The text as a person reads it.</param>
    /// <param name="traceId">W3C trace id, 32 hexadecimal digits; null leaves it out.</param>
    /// <param name="attributes">Fields of the record: strings, integers, finite doubles and booleans.</param>
    public void AddLog(
        long timestamp, string service, string level, string message, string? traceId, IReadOnlyList<KeyValuePair<string, object>> attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        Begin(timestamp, service, id: null);
        _json.WriteString("level"u8, level);
        _json.WriteString("message"u8, message);
        if (traceId is not null)
        {
            _json.WriteString("trace_id"u8, traceId);
        }

        _json.WriteStartObject("attributes"u8);
        foreach (var (name, value) in attributes)
        {
            WriteAttribute(name, value);
        }

        _json.WriteEndObject();
        End();
    }

    /// <summary>Hands over what was written and starts anew.</summary>
    /// <param name="producer">See <see cref="OutgoingBatch"/>.</param>
    /// <param name="sequence">See <see cref="OutgoingBatch"/>.</param>
    /// <exception cref="InvalidOperationException">Nothing was written.</exception>
    public OutgoingBatch Take(string? producer = null, long sequence = 0)
    {
        if (Count == 0)
        {
            throw new InvalidOperationException("The batch has no event; expected 1 or more.");
        }

        var batch = new OutgoingBatch(_buffer.WrittenMemory.ToArray(), Count, producer, sequence);
        _buffer.ResetWrittenCount();
        Count = 0;
        return batch;
    }

    /// <inheritdoc />
    public void Dispose() => _json.Dispose();

    private void Begin(long timestamp, string service, string? id)
    {
        _json.WriteStartObject();
        if (id is not null)
        {
            _json.WriteString("id"u8, id);
        }

        _json.WriteNumber("timestamp"u8, timestamp);
        _json.WriteString("service"u8, service);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _buffer.Write("\n"u8);
        Count++;
    }

    private void WriteAttribute(string name, object value)
    {
        switch (value)
        {
            case string text:
                _json.WriteString(name, text);
                break;
            case int number:
                _json.WriteNumber(name, number);
                break;
            case long number:
                _json.WriteNumber(name, number);
                break;
            case double number:
                _json.WriteNumber(name, number);
                break;
            case bool flag:
                _json.WriteBoolean(name, flag);
                break;
            default:
                throw new ArgumentException($"The attribute '{name}' is a {value.GetType().Name}; expected a string, an integer, a double or a boolean.", nameof(value));
        }
    }
}
