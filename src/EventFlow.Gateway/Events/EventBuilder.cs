using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using EventFlow.EventStore;
using EventFlow.Ingestion;

namespace EventFlow.Gateway.Events;

/// <summary>Makes an event of the fields an <see cref="EventScanner"/> found, or says what is wrong with them. One use at a time.</summary>
internal sealed class EventBuilder(EventTexts texts, SeriesPool series)
{
    private const string FiniteNumber = "a finite number";

    private readonly SortedPairs _labels = new();
    private readonly SortedPairs _attributes = new();
    private Fault? _fault;

    /// <summary>The event; <paramref name="receivedAt"/> (unix ms) is its time when it says none.</summary>
    public IngestionItem Build(EventScanner fields, ReadOnlySpan<byte> body, long receivedAt)
    {
        _fault = null;
        try
        {
            TelemetryEvent? item = KindOf(fields, body) switch
            {
                EventKind.Metric => BuildMetric(fields, body, receivedAt),
                EventKind.Log => BuildLog(fields, body, receivedAt),
                EventKind.Domain => BuildDomain(fields, body, receivedAt),
                _ => null,
            };
            return _fault is null ? IngestionItem.Of(item!) : IngestionItem.Faulty(_fault);
        }
        catch (Exception e) when (e is DecoderFallbackException or InvalidOperationException)
        {
            return IngestionItem.Faulty(new Fault("event", "a text that is not valid Unicode", "UTF-8, and whole surrogate pairs in escapes"));
        }
    }

    private EventKind KindOf(EventScanner fields, ReadOnlySpan<byte> body)
    {
        var said = fields[KnownField.Kind];
        if (said.Exists)
        {
            return said.Type == JsonTokenType.String ? KindNamed(texts.Text(said, body), said, body) : KindNamed("", said, body);
        }

        var kind =
            fields[KnownField.Metric].Exists ? EventKind.Metric
            : fields[KnownField.Message].Exists ? EventKind.Log
            : fields[KnownField.Type].Exists ? EventKind.Domain
            : fields[KnownField.Value].Exists ? EventKind.Metric
            : fields[KnownField.Level].Exists ? EventKind.Log
            : fields[KnownField.Data].Exists ? EventKind.Domain
            : EventKind.None;
        if (kind == EventKind.None)
        {
            _fault = new Fault("kind", "missing, and no field tells it", "metric and value, message, or type; or kind as metric, log or event");
        }

        return kind;
    }

    private EventKind KindNamed(string name, FieldRange said, ReadOnlySpan<byte> body)
    {
        var kind = name.ToLowerInvariant() switch
        {
            "metric" => EventKind.Metric,
            "log" => EventKind.Log,
            "event" or "domain" => EventKind.Domain,
            _ => EventKind.None,
        };
        if (kind == EventKind.None)
        {
            _fault = new Fault("kind", EventTexts.Shown(said, body), "metric, log or event");
        }

        return kind;
    }

    private MetricEvent? BuildMetric(EventScanner fields, ReadOnlySpan<byte> body, long receivedAt)
    {
        var service = Required(fields, KnownField.Service, body);
        var metric = Required(fields, KnownField.Metric, body);
        var value = Value(fields[KnownField.Value], body);
        var unit = Optional(fields, KnownField.Unit, body);
        FillLabels(fields[KnownField.Labels], body);
        var time = Time(fields[KnownField.Timestamp], body, receivedAt);
        var id = Id(fields[KnownField.Id], body);
        var attributes = Attributes(fields, body, [KnownField.Level, KnownField.Message, KnownField.TraceId, KnownField.Type, KnownField.Data]);
        if (_fault is not null)
        {
            return null;
        }

        var of = series.Get(service, metric, unit, _labels.AsSpan());
        return new MetricEvent(time, of.Service, id, attributes, of.Metric, value, of.Unit, of.Labels, of.Series);
    }

    private LogEvent? BuildLog(EventScanner fields, ReadOnlySpan<byte> body, long receivedAt)
    {
        var service = Required(fields, KnownField.Service, body);
        var message = Required(fields, KnownField.Message, body);
        var level = Level(fields[KnownField.Level], body);
        var trace = TraceId(fields[KnownField.TraceId], body);
        var time = Time(fields[KnownField.Timestamp], body, receivedAt);
        var id = Id(fields[KnownField.Id], body);

        // What is no W3C trace id is kept, under its name, where it cannot pass for one.
        ReadOnlySpan<KnownField> others = [KnownField.Metric, KnownField.Value, KnownField.Unit, KnownField.Labels, KnownField.Type, KnownField.Data, KnownField.TraceId];
        var attributes = Attributes(fields, body, trace is null ? others : others[..^1]);
        return _fault is null ? new LogEvent(time, service, id, attributes, level, message, trace) : null;
    }

    private DomainEvent? BuildDomain(EventScanner fields, ReadOnlySpan<byte> body, long receivedAt)
    {
        var service = Required(fields, KnownField.Service, body);
        var type = Required(fields, KnownField.Type, body);
        var data = Data(fields[KnownField.Data], body);
        var time = Time(fields[KnownField.Timestamp], body, receivedAt);
        var id = Id(fields[KnownField.Id], body);
        var attributes = Attributes(
            fields, body, [KnownField.Level, KnownField.Message, KnownField.TraceId, KnownField.Metric, KnownField.Value, KnownField.Unit, KnownField.Labels]);
        return _fault is null ? new DomainEvent(time, service, id, attributes, type, data) : null;
    }

    private string Required(EventScanner fields, KnownField field, ReadOnlySpan<byte> body)
    {
        if (fields[field].Exists)
        {
            return Optional(fields, field, body) ?? "";
        }

        _fault ??= new Fault(KnownFields.NameOf(field), "missing", "a text");
        return "";
    }

    private string? Optional(EventScanner fields, KnownField field, ReadOnlySpan<byte> body)
    {
        var range = fields[field];
        if (!range.Exists)
        {
            return null;
        }

        if (range.Type == JsonTokenType.String)
        {
            return texts.Text(range, body);
        }

        _fault ??= new Fault(KnownFields.NameOf(field), EventTexts.Shown(range, body), "a text");
        return null;
    }

    private string? Id(FieldRange range, ReadOnlySpan<byte> body)
    {
        if (!range.Exists || range.Type is JsonTokenType.String or JsonTokenType.Number)
        {
            return range.Exists ? texts.TextOrJson(range, body) : null;
        }

        _fault ??= new Fault("id", EventTexts.Shown(range, body), "a text or a number");
        return null;
    }

    private double Value(FieldRange range, ReadOnlySpan<byte> body)
    {
        if (range is { Exists: true, Type: JsonTokenType.Number }
            && Utf8Parser.TryParse(range.In(body), out double value, out var used) && used == range.Length && double.IsFinite(value))
        {
            return value;
        }

        _fault ??= new Fault("value", range.Length == 0 ? "missing" : ShownNumber(range, body), FiniteNumber);
        return 0;
    }

    private static string ShownNumber(FieldRange range, ReadOnlySpan<byte> body)
    {
        var shown = EventTexts.Shown(range, body);
        return shown is "\"NaN\"" or "\"Infinity\"" or "\"-Infinity\"" ? shown.Trim('"') : shown;
    }

    private long Time(FieldRange range, ReadOnlySpan<byte> body, long receivedAt)
    {
        if (!range.Exists)
        {
            return receivedAt;
        }

        if (EventTime.TryParse(range, body, out var unixMs))
        {
            return unixMs;
        }

        _fault ??= new Fault("timestamp", EventTexts.Shown(range, body), EventTime.Expected);
        return 0;
    }

    private LogSeverity Level(FieldRange range, ReadOnlySpan<byte> body)
    {
        if (!range.Exists)
        {
            return LogSeverity.Unspecified;
        }

        if (range.Type == JsonTokenType.String && SeverityText.TryParse(range.ContentIn(body), out var level))
        {
            return level;
        }

        _fault ??= new Fault("level", EventTexts.Shown(range, body), SeverityText.Expected);
        return LogSeverity.Unspecified;
    }

    private static string? TraceId(FieldRange range, ReadOnlySpan<byte> body)
    {
        if (!range.Exists || range.Type != JsonTokenType.String || range.Length != 34)
        {
            return null;
        }

        var content = range.ContentIn(body);
        return content.ContainsAnyExcept("0123456789abcdefABCDEF"u8) ? null : Encoding.ASCII.GetString(content).ToLowerInvariant();
    }

    private string Data(FieldRange range, ReadOnlySpan<byte> body)
    {
        if (!range.Exists || range.Type == JsonTokenType.StartObject)
        {
            return range.Exists ? EventTexts.Json(range, body) : "{}";
        }

        _fault ??= new Fault("data", EventTexts.Shown(range, body), "an object");
        return "";
    }

    private void FillLabels(FieldRange range, ReadOnlySpan<byte> body)
    {
        _labels.Clear();
        Fill(_labels, "labels", range, body, EventLimits.Labels, SeriesId.ServiceLabel);
    }

    private LabelSet Attributes(EventScanner fields, ReadOnlySpan<byte> body, ReadOnlySpan<KnownField> others)
    {
        _attributes.Clear();
        foreach (var field in others)
        {
            if (fields[field].Exists)
            {
                _attributes.Add(KnownFields.NameOf(field), texts.TextOrJson(fields[field], body));
            }
        }

        foreach (var (name, value) in fields.Unknown)
        {
            if (value.Exists && !TryAdd(_attributes, "attributes", texts.Text(name, body), texts.TextOrJson(value, body), EventLimits.Attributes))
            {
                break;
            }
        }

        Fill(_attributes, "attributes", fields[KnownField.Attributes], body, EventLimits.Attributes, except: null);
        return _fault is null && _attributes.Count > 0 ? _attributes.ToLabelSet() : LabelSet.Empty;
    }

    /// <summary>Adds the members of an object. <paramref name="except"/> names one that is left out: the service is in the series already.</summary>
    private void Fill(SortedPairs pairs, string field, FieldRange range, ReadOnlySpan<byte> body, int most, string? except)
    {
        if (!range.Exists)
        {
            return;
        }

        if (range.Type != JsonTokenType.StartObject)
        {
            _fault ??= new Fault(field, EventTexts.Shown(range, body), "an object");
            return;
        }

        var reader = new Utf8JsonReader(range.In(body), EventParser.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueIsEscaped ? reader.GetString()! : texts.Text(EventScanner.ValueRange(ref reader, range.Start), body);
            reader.Read();
            var value = EventScanner.ValueRange(ref reader, range.Start);
            if (value.Exists && name != except && !TryAdd(pairs, field, name, texts.TextOrJson(value, body), most))
            {
                return;
            }
        }
    }

    private bool TryAdd(SortedPairs pairs, string field, string name, string value, int most)
    {
        pairs.Add(name, value);
        if (pairs.Count <= most)
        {
            return true;
        }

        _fault ??= new Fault(field, $"more than {most} {field}", $"at most {most}");
        return false;
    }
}
