using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventFlow.Silo;

/// <summary>Reads a time as unix milliseconds or RFC 3339; gives and writes unix milliseconds.</summary>
internal sealed class TimeJsonConverter : JsonConverter<long>
{
    private const int LongestShown = 60;

    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when reader.TryGetInt64(out var unix) && ApiTime.IsWithin(unix):
                return unix;
            case JsonTokenType.String when ApiTime.TryRead(reader.GetString()!, out var time):
                return time;
            case JsonTokenType.Number:
                throw new TimeJsonException(Shorten(Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan)));
            case JsonTokenType.String:
                throw new TimeJsonException($"'{Shorten(reader.GetString()!)}'");
            default:
                throw new TimeJsonException("a value of another kind");
        }
    }

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);

    private static string Shorten(string text) => text.Length > LongestShown ? text[..LongestShown] + "…" : text;
}
