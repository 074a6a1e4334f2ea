using System.Text.Json;
using EventFlow.EventStore;
using EventFlow.Ingestion;

namespace EventFlow.Gateway.Events;

/// <summary>
/// Reads the events of a body into a draft: one object, an array, an envelope <c>{"producer","sequence","events":[…]}</c>, or one object a line. No document is built; a
/// text is made only of what is kept and not plain. Reused from body to body, one at a time; the pools are shared.
/// </summary>
/// <param name="pool">Texts that repeat.</param>
/// <param name="series">Series that repeat.</param>
/// <param name="spellings">How senders spell them; null reads every event the long way.</param>
internal sealed class EventParser(TextPool pool, SeriesPool series, SeriesSpellings? spellings)
{
    internal static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 256 };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly EventScanner _scanner = new();
    private readonly EventTexts _texts = new(pool);
    private readonly EventBuilder _builder = new(new EventTexts(pool), series);
    private readonly PlainEvents? _plain = spellings is null ? null : new PlainEvents(pool, spellings);
    private readonly NonFiniteLiterals _literals = new();
    private IngestionDraft _draft = null!;
    private FieldRange _producer;
    private long? _sequence;

    /// <summary>Events so far that needed no object.</summary>
    public int Plain => _plain?.Added ?? 0;

    /// <summary>Reads a body, whose bytes may be changed at equal length. The arrival time of the draft is the time of events that say none.</summary>
    public ParsedBody Parse(Span<byte> body, BodyFormat format, IngestionDraft draft)
    {
        (_draft, _producer, _sequence) = (draft, default, null);
        _literals.Clear();
        var text = body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        var fault = format == BodyFormat.Lines ? ParseLines(text) : ParseJson(text);
        _draft = null!;
        return fault is null ? Conclude(text) : new ParsedBody(null, null, fault);
    }

    private ParsedBody Conclude(ReadOnlySpan<byte> text)
    {
        try
        {
            return new ParsedBody(_producer.Exists ? _texts.Text(_producer, text) : null, _sequence, null);
        }
        catch (Exception e) when (e is System.Text.DecoderFallbackException or InvalidOperationException)
        {
            return new ParsedBody(null, null, new SyntaxFault(1, _producer.Start + 1, "the producer is not valid Unicode."));
        }
    }

    private SyntaxFault? ParseJson(Span<byte> text)
    {
        try
        {
            ReadText(text);
            return null;
        }
        catch (JsonException first)
        {
            _literals.Overwrite(text, 0);
            return _literals.Count == 0 ? SyntaxFault.Of(first) : ParseAgain(text);
        }
    }

    private SyntaxFault? ParseAgain(ReadOnlySpan<byte> text)
    {
        try
        {
            _draft.Clear();
            ReadText(text);
            return null;
        }
        catch (JsonException e)
        {
            return SyntaxFault.Of(e);
        }
    }

    private void ReadText(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, ReaderOptions);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadArray(ref reader, text, 0);
        }
        else if (reader.TokenType != JsonTokenType.StartObject || !TryReadEnvelope(ref reader, text))
        {
            ReadItem(ref reader, text, 0);
        }

        // Only whitespace may follow; anything else throws.
        reader.Read();
    }

    private void ReadArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, int origin)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            ReadItem(ref reader, body, origin);
        }
    }

    private void ReadItem(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, int origin) => AddScanned(Scan(ref reader, origin), body);

    /// <summary>Looks at one item without adding it; the range is that of something that is no object.</summary>
    private FieldRange? Scan(ref Utf8JsonReader reader, int origin)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return EventScanner.ValueRange(ref reader, origin);
        }

        _scanner.Scan(ref reader, origin);
        return null;
    }

    private void AddScanned(FieldRange? other, ReadOnlySpan<byte> body)
    {
        if (other is { } found)
        {
            _draft.Add(IngestionItem.Faulty(new Fault("event", EventTexts.Shown(found, body), "a JSON object")));
        }
        else if (_literals.Count > 0 && _literals.FirstWithin(_scanner.Start, _scanner.End) is { } literal)
        {
            _draft.Add(IngestionItem.Faulty(new Fault(FieldAt(literal.Start), literal.Literal, "a finite number")));
        }
        else if (_plain is null || !_plain.TryAdd(_scanner, body, _draft))
        {
            AddBuilt(body);
        }
    }

    private void AddBuilt(ReadOnlySpan<byte> body)
    {
        var item = _builder.Build(_scanner, body, _draft.ReceivedAt);
        if (_draft.Add(item) && item.Event is MetricEvent sample)
        {
            _plain?.Learn(_scanner, body, sample);
        }
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

    /// <summary>Reads an object when it is an envelope: it has an array of events and is not itself one. Else nothing is read.</summary>
    private bool TryReadEnvelope(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        var start = reader;
        var (isEvent, hasEvents) = (false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isProducer, isSequence, isEvents) = (reader.ValueTextEquals("producer"u8), reader.ValueTextEquals("sequence"u8), reader.ValueTextEquals("events"u8));
            isEvent |= reader.ValueTextEquals("service"u8);
            reader.Read();
            if (isEvents && !isEvent && reader.TokenType == JsonTokenType.StartArray)
            {
                // Of a member given twice the last counts.
                _draft.Clear();
                hasEvents = true;
                ReadArray(ref reader, body, 0);
                continue;
            }

            ReadMember(EventScanner.ValueRange(ref reader, 0), body, isProducer, isSequence);
        }

        if (hasEvents && !isEvent)
        {
            return true;
        }

        _draft.Clear();
        reader = start;
        (_producer, _sequence) = (default, null);
        return false;
    }

    private void ReadMember(FieldRange value, ReadOnlySpan<byte> body, bool isProducer, bool isSequence)
    {
        if (isProducer && value.Type == JsonTokenType.String)
        {
            _producer = value;
        }
        else if (isSequence && value.Type == JsonTokenType.Number && System.Buffers.Text.Utf8Parser.TryParse(value.In(body), out long sequence, out var used) && used == value.Length)
        {
            _sequence = sequence;
        }
    }

    private SyntaxFault? ParseLines(Span<byte> text)
    {
        SyntaxFault? first = null;
        var (line, start, broken) = (0L, 0, 0);
        while (start < text.Length)
        {
            var length = text[start..].IndexOf((byte)'\n');
            var end = length < 0 ? text.Length : start + length;
            if (!EventNotes.IsNone(text[start..end].Trim(" \t\r"u8)) && ReadLine(text, start, end, line) is { } fault)
            {
                first ??= fault;
                broken++;
                _draft.Add(IngestionItem.Faulty(new Fault("event", fault.ToString(), "one JSON object a line")));
            }

            (start, line) = (end + 1, line + 1);
        }

        // Not one line of it is JSON: the body is something else altogether.
        return broken == _draft.Count ? first : null;
    }

    private SyntaxFault? ReadLine(Span<byte> body, int start, int end, long line)
    {
        try
        {
            ReadLineItem(body, start, end);
            return null;
        }
        catch (JsonException e)
        {
            var known = _literals.Count;
            _literals.Overwrite(body[start..end], start);
            return _literals.Count == known ? SyntaxFault.Of(e, line) : ReadLineAgain(body, start, end, line);
        }
    }

    private SyntaxFault? ReadLineAgain(ReadOnlySpan<byte> body, int start, int end, long line)
    {
        try
        {
            ReadLineItem(body, start, end);
            return null;
        }
        catch (JsonException e)
        {
            return SyntaxFault.Of(e, line);
        }
    }

    private void ReadLineItem(ReadOnlySpan<byte> body, int start, int end)
    {
        var reader = new Utf8JsonReader(body[start..end], ReaderOptions);
        reader.Read();
        var other = Scan(ref reader, start);

        // Only whitespace may follow; anything else throws, and the line is no item.
        reader.Read();
        AddScanned(other, body);
    }
}
