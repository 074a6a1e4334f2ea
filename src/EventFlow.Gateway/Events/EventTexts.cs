using System.Globalization;
using System.Text;
using System.Text.Json;
using EventFlow.EventStore;

namespace EventFlow.Gateway.Events;

/// <summary>Makes strings of the fields of a body. Texts that repeat come from the pool.</summary>
internal sealed class EventTexts(TextPool pool)
{
    private const int ShownLength = 60;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A text, unescaped.</summary>
    /// <exception cref="DecoderFallbackException">It is not valid UTF-8.</exception>
    /// <exception cref="InvalidOperationException">Its escapes are not valid Unicode.</exception>
    public string Text(FieldRange range, ReadOnlySpan<byte> body)
    {
        if (!range.Escaped)
        {
            return pool.Get(range.ContentIn(body));
        }

        var reader = new Utf8JsonReader(range.In(body));
        reader.Read();
        return reader.GetString()!;
    }

    /// <summary>A text as it is; anything else as its JSON.</summary>
    public string TextOrJson(FieldRange range, ReadOnlySpan<byte> body) => range.Type == JsonTokenType.String ? Text(range, body) : pool.Get(range.In(body));

    /// <summary>The JSON of a value.</summary>
    public static string Json(FieldRange range, ReadOnlySpan<byte> body) => StrictUtf8.GetString(range.In(body));

    /// <summary>A value as an error shows it: its JSON, cut when long.</summary>
    public static string Shown(FieldRange range, ReadOnlySpan<byte> body)
    {
        var json = range.In(body);
        return json.Length <= ShownLength
            ? Encoding.UTF8.GetString(json)
            : string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(json[..ShownLength])}… ({json.Length} bytes)");
    }
}
