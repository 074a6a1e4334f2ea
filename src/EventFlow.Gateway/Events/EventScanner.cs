using System.Text.Json;

namespace EventFlow.Gateway.Events;

/// <summary>
/// Finds the fields of an event without making strings: what they mean depends on the kind, which may be said last. Reused from event to event. Not thread safe.
/// </summary>
internal sealed class EventScanner
{
    private readonly FieldRange[] _known = new FieldRange[(int)KnownField.Count];

    /// <summary>Fields without a meaning of their own: name and value.</summary>
    public List<(FieldRange Name, FieldRange Value)> Unknown { get; } = [];

    /// <summary>Members of the object "attributes", if it is one: name and value.</summary>
    public List<(FieldRange Name, FieldRange Value)> Attributes { get; } = [];

    /// <summary>Where the event lies in the body.</summary>
    public int Start { get; private set; }

    /// <summary>Where it ends.</summary>
    public int End { get; private set; }

    public FieldRange this[KnownField field] => _known[(int)field];

    /// <summary>The reader stands on the opening brace and is moved to the closing one. <paramref name="origin"/> is where the reader's text lies in the body.</summary>
    public void Scan(ref Utf8JsonReader reader, int origin)
    {
        Array.Clear(_known);
        Unknown.Clear();
        Attributes.Clear();
        Start = origin + (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref reader);
            var name = field == KnownField.None ? TextRange(ref reader, origin) : default;
            var isPlace = field == KnownField.None && reader.ValueTextEquals(EventNotes.Place);
            reader.Read();
            var value = field == KnownField.Attributes && reader.TokenType == JsonTokenType.StartObject ? ScanAttributes(ref reader, origin) : ValueRange(ref reader, origin);
            if (isPlace)
            {
                continue;
            }

            if (field != KnownField.None)
            {
                _known[(int)field] = value;
            }
            else
            {
                Unknown.Add((name, value));
            }
        }

        End = origin + (int)reader.BytesConsumed;
    }

    // Looked at on the way, so that the fast path need not read them again. Of a field given twice the last counts.
    private FieldRange ScanAttributes(ref Utf8JsonReader reader, int origin)
    {
        Attributes.Clear();
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = TextRange(ref reader, origin);
            reader.Read();
            Attributes.Add((name, ValueRange(ref reader, origin)));
        }

        return new FieldRange(origin + start, (int)reader.BytesConsumed - start, JsonTokenType.StartObject, false);
    }

    private static KnownField FieldOf(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return KnownFields.Find(reader.ValueSpan);
        }

        // Unescaping only shortens.
        var room = reader.ValueSpan.Length <= 256 ? stackalloc byte[reader.ValueSpan.Length] : default;
        try
        {
            return room.IsEmpty ? KnownField.None : KnownFields.Find(room[..reader.CopyString(room)]);
        }
        catch (InvalidOperationException)
        {
            // Not valid Unicode; whoever makes a string of the name finds out and refuses the event.
            return KnownField.None;
        }
    }

    private static FieldRange TextRange(ref Utf8JsonReader reader, int origin) =>
        new(origin + (int)reader.TokenStartIndex, reader.ValueSpan.Length + 2, JsonTokenType.String, reader.ValueIsEscaped);

    /// <summary>Where the value, or name, that the reader stands on lies in the body; the reader is moved to its end.</summary>
    public static FieldRange ValueRange(ref Utf8JsonReader reader, int origin)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
        {
            return TextRange(ref reader, origin);
        }

        var (start, type) = ((int)reader.TokenStartIndex, reader.TokenType);
        if (type is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            reader.Skip();
        }

        return new FieldRange(origin + start, (int)reader.BytesConsumed - start, type, false);
    }
}
