using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using EventFlow.EventStore;
using EventFlow.Ingestion;

namespace EventFlow.Gateway.Events;

/// <summary>
/// The fast path of <see cref="EventBuilder"/>: log records and samples that are good and spelt plainly go from the body into their batch without an object or a string. Whatever is
/// unusual (escapes in names, faults, domain events, services not met before) is left to the builder; both give the same. Reused from event to event. Not thread safe.
/// </summary>
internal sealed class PlainEvents(TextPool texts, SeriesSpellings series)
{
    private const byte Delete = 0x7F;

    private readonly RawPair[] _pairs = new RawPair[EventLimits.Attributes];
    private byte[] _unescaped = new byte[1024];
    private int _count;

    /// <summary>Events added so far.</summary>
    public int Added { get; private set; }

    /// <summary>Adds the event to the draft; false, and nothing added, when it is not plain.</summary>
    public bool TryAdd(EventScanner fields, ReadOnlySpan<byte> body, IngestionDraft draft)
    {
        var text = body[fields.Start..fields.End];
        var plain = Ascii.IsValid(text) && !text.Contains(Delete);
        var added = KindOf(fields, body) switch
        {
            EventKind.Log => TryAddLog(fields, body, plain, draft),
            EventKind.Metric => TryAddSample(fields, body, plain, draft),
            _ => false,
        };
        Added += added ? 1 : 0;
        return added;
    }

    /// <summary>Remembers how a sample that went the long way, and was good, is spelt.</summary>
    public void Learn(EventScanner fields, ReadOnlySpan<byte> body, MetricEvent sample)
    {
        if (TryGetSpelling(fields, body, out var spelling))
        {
            series.Keep(spelling, new PooledSeries(sample.Service, sample.Metric, sample.Unit, sample.Labels, sample.Series));
        }
    }

    private static EventKind KindOf(EventScanner fields, ReadOnlySpan<byte> body)
    {
        var said = fields[KnownField.Kind];
        if (!said.Exists)
        {
            return fields[KnownField.Metric].Exists ? EventKind.Metric : fields[KnownField.Message].Exists ? EventKind.Log : EventKind.None;
        }

        if (said.Type != JsonTokenType.String)
        {
            return EventKind.None;
        }

        var name = said.ContentIn(body);
        return name.SequenceEqual("log"u8) ? EventKind.Log : name.SequenceEqual("metric"u8) ? EventKind.Metric : EventKind.None;
    }

    private bool TryAddLog(EventScanner fields, ReadOnlySpan<byte> body, bool plain, IngestionDraft draft)
    {
        Span<byte> trace = stackalloc byte[16];
        if (AnyOf(fields, [KnownField.Metric, KnownField.Value, KnownField.Unit, KnownField.Labels, KnownField.Type, KnownField.Data])
            || !TryGetName(fields[KnownField.Service], body, plain, EventLimits.ServiceLength, out var service)
            || !TryGetTime(fields[KnownField.Timestamp], body, draft, out var time)
            || !TryGetId(fields[KnownField.Id], body, out var id)
            || !TryGetTrace(fields[KnownField.TraceId], body, ref trace)
            || !TryGetLevel(fields[KnownField.Level], body, out var level)
            || !TryGetMessage(fields[KnownField.Message], body, plain, out var message)
            || !TryGetAttributes(fields, body, plain))
        {
            return false;
        }

        return draft.TryAddLog(new RawEvent(body, service, time, id, _pairs.AsSpan(0, _count)), texts.Get(service), level, message, trace);
    }

    private bool TryAddSample(EventScanner fields, ReadOnlySpan<byte> body, bool plain, IngestionDraft draft)
    {
        if (AnyOf(fields, [KnownField.Level, KnownField.Message, KnownField.TraceId, KnownField.Type, KnownField.Data])
            || !TryGetSpelling(fields, body, out var spelling)
            || series.Find(spelling) is not { } known
            || !TryGetValue(fields[KnownField.Value], body, out var value)
            || !TryGetTime(fields[KnownField.Timestamp], body, draft, out var time)
            || !TryGetId(fields[KnownField.Id], body, out var id)
            || !TryGetAttributes(fields, body, plain))
        {
            return false;
        }

        return draft.TryAddSample(new RawEvent(body, default, time, id, _pairs.AsSpan(0, _count)), known, value);
    }

    private static bool AnyOf(EventScanner fields, ReadOnlySpan<KnownField> others)
    {
        foreach (var field in others)
        {
            if (fields[field].Exists)
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryGetSpelling(EventScanner fields, ReadOnlySpan<byte> body, out SeriesSpelling spelling)
    {
        var (service, metric, unit, labels) = (fields[KnownField.Service], fields[KnownField.Metric], fields[KnownField.Unit], fields[KnownField.Labels]);
        if (!IsText(service) || !IsText(metric) || (unit.Exists && !IsText(unit)) || (labels.Exists && labels.Type != JsonTokenType.StartObject))
        {
            spelling = default;
            return false;
        }

        spelling = new SeriesSpelling(
            service.ContentIn(body), metric.ContentIn(body), unit.Exists ? unit.ContentIn(body) : default, unit.Exists, labels.Exists ? labels.In(body) : default);
        return true;
    }

    private static bool IsText(FieldRange range) => range is { Exists: true, Type: JsonTokenType.String, Escaped: false };

    private static bool TryGetName(FieldRange range, ReadOnlySpan<byte> body, bool plain, int most, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!IsText(range))
        {
            return false;
        }

        name = range.ContentIn(body);
        return name.Length > 0 && name.Length <= most && (plain || (Ascii.IsValid(name) && !name.Contains(Delete)));
    }

    private static bool TryGetTime(FieldRange range, ReadOnlySpan<byte> body, IngestionDraft draft, out long time)
    {
        time = draft.ReceivedAt;
        return (!range.Exists || EventTime.TryParse(range, body, out time)) && time >= 0 && time <= draft.LatestTime;
    }

    private static bool TryGetId(FieldRange range, ReadOnlySpan<byte> body, out ReadOnlySpan<byte> id)
    {
        id = default;
        if (!range.Exists)
        {
            return true;
        }

        id = range.Type == JsonTokenType.String && !range.Escaped ? range.ContentIn(body) : range.Type == JsonTokenType.Number ? range.In(body) : default;
        return id.Length > 0 && id.Length <= EventLimits.IdLength && Ascii.IsValid(id);
    }

    private static bool TryGetTrace(FieldRange range, ReadOnlySpan<byte> body, ref Span<byte> trace)
    {
        if (!range.Exists)
        {
            trace = default;
            return true;
        }

        return IsText(range) && range.Length == 34
            && Convert.FromHexString(range.ContentIn(body), trace, out _, out var written) == System.Buffers.OperationStatus.Done && written == trace.Length;
    }

    private static bool TryGetLevel(FieldRange range, ReadOnlySpan<byte> body, out LogSeverity level)
    {
        level = LogSeverity.Unspecified;
        return !range.Exists || (range.Type == JsonTokenType.String && SeverityText.TryParse(range.ContentIn(body), out level));
    }

    private static bool TryGetValue(FieldRange range, ReadOnlySpan<byte> body, out double value)
    {
        value = 0;
        return range is { Exists: true, Type: JsonTokenType.Number }
            && Utf8Parser.TryParse(range.In(body), out value, out var used) && used == range.Length && double.IsFinite(value);
    }

    private bool TryGetMessage(FieldRange range, ReadOnlySpan<byte> body, bool plain, out ReadOnlySpan<byte> message)
    {
        message = default;
        if (!range.Exists || range.Type != JsonTokenType.String || range.Length > EventLimits.TextLength)
        {
            return false;
        }

        message = range.ContentIn(body);
        return range.Escaped ? TryUnescape(range, body, out message) : plain || Utf8.IsValid(message);
    }

    // Line breaks and quotes are usual in messages.
    private bool TryUnescape(FieldRange range, ReadOnlySpan<byte> body, out ReadOnlySpan<byte> text)
    {
        if (_unescaped.Length < range.Length)
        {
            _unescaped = new byte[range.Length];
        }

        text = default;
        try
        {
            var reader = new Utf8JsonReader(range.In(body));
            reader.Read();
            text = _unescaped.AsSpan(0, reader.CopyString(_unescaped));
            return Utf8.IsValid(text);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: the builder says so.
            return false;
        }
    }

    private bool TryGetAttributes(EventScanner fields, ReadOnlySpan<byte> body, bool plain)
    {
        _count = 0;
        var own = fields[KnownField.Attributes];
        if (own.Exists && own.Type != JsonTokenType.StartObject || fields.Unknown.Count + fields.Attributes.Count > _pairs.Length)
        {
            return false;
        }

        return TryAddPairs(fields.Unknown, body, plain) && (!own.Exists || TryAddPairs(fields.Attributes, body, plain)) && IsShortEnough();
    }

    private bool TryAddPairs(List<(FieldRange Name, FieldRange Value)> pairs, ReadOnlySpan<byte> body, bool plain)
    {
        foreach (var (name, value) in pairs)
        {
            if (!value.Exists)
            {
                continue;
            }

            if (!TryGetName(name, body, plain, EventLimits.LabelNameLength, out _) || value.Escaped)
            {
                return false;
            }

            var pair = value.Type == JsonTokenType.String
                ? new RawPair(name.Start + 1, name.Length - 2, value.Start + 1, value.Length - 2)
                : new RawPair(name.Start + 1, name.Length - 2, value.Start, value.Length);
            if (!plain && !Utf8.IsValid(body.Slice(pair.ValueStart, pair.ValueLength)))
            {
                return false;
            }

            Insert(pair, body);
        }

        return true;
    }

    /// <summary>Puts a pair in its place, looked for from the end; the last value given for a name wins, as in <see cref="SortedPairs"/>.</summary>
    private void Insert(RawPair pair, ReadOnlySpan<byte> body)
    {
        var name = body.Slice(pair.NameStart, pair.NameLength);
        var at = _count;
        for (; at > 0; at--)
        {
            var order = body.Slice(_pairs[at - 1].NameStart, _pairs[at - 1].NameLength).SequenceCompareTo(name);
            if (order == 0)
            {
                _pairs[at - 1] = pair;
                return;
            }

            if (order < 0)
            {
                break;
            }
        }

        _pairs.AsSpan(at, _count - at).CopyTo(_pairs.AsSpan(at + 1));
        _pairs[at] = pair;
        _count++;
    }

    private bool IsShortEnough()
    {
        var length = 0L;
        foreach (ref readonly var pair in _pairs.AsSpan(0, _count))
        {
            length += pair.NameLength + pair.ValueLength;
        }

        return length <= EventLimits.AttributesLength;
    }
}
