using System.Text.Json;
using EventFlow.EventStore;
using EventFlow.Ingestion;

namespace EventFlow.Gateway.Events;

/// <summary>
/// Reads the events of a body: one object, an array, an envelope <c>{"producer","sequence","events":[…]}</c>, or one object a line. No document is built; a
/// text is made only of what is kept. One use per instance, the pools are shared.
/// </summary>
internal sealed class EventParser(TextPool pool, SeriesPool series)
{
    internal static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 256 };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly EventScanner _scanner = new();
    private readonly EventTexts _texts = new(pool);
    private readonly EventBuilder _builder = new(new EventTexts(pool), series);
    private readonly NonFiniteLiterals _literals = new();
    private readonly List<IngestionItem> _items = [];
    private string? _producer;
    private long? _sequence;

    /// <summary>The events of a body, whose bytes may be changed at equal length. <paramref name="receivedAt"/> (unix ms) is the time of events that say none.</summary>
    public ParsedBody Parse(Span<byte> body, BodyFormat format, long receivedAt)
    {
        var text = body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        var fault = format == BodyFormat.Lines ? ParseLines(text, receivedAt) : ParseJson(text, receivedAt);
        return fault is null ? new ParsedBody(_items, _producer, _sequence, null) : ParsedBody.Broken(fault);
    }

    private SyntaxFault? ParseJson(Span<byte> text, long receivedAt)
    {
        try
        {
            ReadText(text, receivedAt);
            return null;
        }
        catch (JsonException first)
        {
            _literals.Overwrite(text, 0);
            return _literals.Count == 0 ? SyntaxFault.Of(first) : ParseAgain(text, receivedAt);
        }
    }

    private SyntaxFault? ParseAgain(ReadOnlySpan<byte> text, long receivedAt)
    {
        try
        {
            _items.Clear();
            ReadText(text, receivedAt);
            return null;
        }
        catch (JsonException e)
        {
            return SyntaxFault.Of(e);
        }
    }

    private void ReadText(ReadOnlySpan<byte> text, long receivedAt)
    {
        var reader = new Utf8JsonReader(text, ReaderOptions);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadArray(ref reader, text, 0, receivedAt);
        }
        else if (reader.TokenType == JsonTokenType.StartObject && TryFindEnvelope(reader, out var events))
        {
            ReadEnvelope(ref reader, text, events, receivedAt);
        }
        else
        {
            _items.Add(ReadItem(ref reader, text, 0, receivedAt));
        }

        // Only whitespace may follow; anything else throws.
        reader.Read();
    }

    private void ReadArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, int origin, long receivedAt)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            _items.Add(ReadItem(ref reader, body, origin, receivedAt));
        }
    }

    private IngestionItem ReadItem(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, int origin, long receivedAt)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var found = EventScanner.ValueRange(ref reader, origin);
            return IngestionItem.Faulty(new Fault("event", EventTexts.Shown(found, body), "a JSON object"));
        }

        _scanner.Scan(ref reader, origin);
        return _literals.Count > 0 && _literals.FirstWithin(_scanner.Start, _scanner.End) is { } literal
            ? IngestionItem.Faulty(new Fault(FieldAt(literal.Start), literal.Literal, "a finite number"))
            : _builder.Build(_scanner, body, receivedAt);
    }

    private string FieldAt(int place)
    {
        for (var field = KnownField.Kind; field < KnownField.Count; field++)
        {
            if (_scanner[field].Start <= place && place < _scanner[field].End)
            {
                return KnownFields.NameOf(field);
            }
        }

        return KnownFields.NameOf(KnownField.Attributes);
    }

    /// <summary>Whether an object is an envelope: it has an array of events and is not itself one. The reader is a copy, so the caller's stays where it is.</summary>
    private static bool TryFindEnvelope(Utf8JsonReader reader, out FieldRange events)
    {
        events = default;
        var isEvent = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isEvents = reader.ValueTextEquals("events"u8);
            isEvent |= reader.ValueTextEquals("service"u8);
            reader.Read();
            var value = EventScanner.ValueRange(ref reader, 0);
            if (isEvents && value.Type == JsonTokenType.StartArray)
            {
                events = value;
            }
        }

        return events.Exists && !isEvent;
    }

    private void ReadEnvelope(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, FieldRange events, long receivedAt)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isProducer = reader.ValueTextEquals("producer"u8);
            var isSequence = reader.ValueTextEquals("sequence"u8);
            reader.Read();
            var value = EventScanner.ValueRange(ref reader, 0);
            if (isProducer && value.Type == JsonTokenType.String)
            {
                _producer = _texts.Text(value, body);
            }
            else if (isSequence && value.Type == JsonTokenType.Number && System.Buffers.Text.Utf8Parser.TryParse(value.In(body), out long sequence, out var used) && used == value.Length)
            {
                _sequence = sequence;
            }
        }

        var items = new Utf8JsonReader(events.In(body), ReaderOptions);
        items.Read();
        ReadArray(ref items, body, events.Start, receivedAt);
    }

    private SyntaxFault? ParseLines(Span<byte> text, long receivedAt)
    {
        SyntaxFault? first = null;
        var (line, start, broken) = (0L, 0, 0);
        while (start < text.Length)
        {
            var length = text[start..].IndexOf((byte)'\n');
            var end = length < 0 ? text.Length : start + length;
            if (!EventNotes.IsNone(text[start..end].Trim(" \t\r"u8)) && ReadLine(text, start, end, line, receivedAt) is { } fault)
            {
                first ??= fault;
                broken++;
                _items.Add(IngestionItem.Faulty(new Fault("event", fault.ToString(), "one JSON object a line")));
            }

            (start, line) = (end + 1, line + 1);
        }

        // Not one line of it is JSON: the body is something else altogether.
        return broken == _items.Count ? first : null;
    }

    private SyntaxFault? ReadLine(Span<byte> body, int start, int end, long line, long receivedAt)
    {
        try
        {
            _items.Add(ReadLineItem(body, start, end, receivedAt));
            return null;
        }
        catch (JsonException e)
        {
            var known = _literals.Count;
            _literals.Overwrite(body[start..end], start);
            return _literals.Count == known ? SyntaxFault.Of(e, line) : ReadLineAgain(body, start, end, line, receivedAt);
        }
    }

    private SyntaxFault? ReadLineAgain(ReadOnlySpan<byte> body, int start, int end, long line, long receivedAt)
    {
        try
        {
            _items.Add(ReadLineItem(body, start, end, receivedAt));
            return null;
        }
        catch (JsonException e)
        {
            return SyntaxFault.Of(e, line);
        }
    }

    private IngestionItem ReadLineItem(ReadOnlySpan<byte> body, int start, int end, long receivedAt)
    {
        var reader = new Utf8JsonReader(body[start..end], ReaderOptions);
        reader.Read();
        var item = ReadItem(ref reader, body, start, receivedAt);
        reader.Read();
        return item;
    }
}
