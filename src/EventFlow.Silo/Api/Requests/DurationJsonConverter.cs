using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventFlow.Silo;

/// <summary>Reads a duration as people write it: <c>"00:01:30"</c>, <c>"90s"</c>, <c>"5m"</c>, <c>"2h"</c>, <c>"1d"</c>, or a number of seconds. Writes the first form.</summary>
internal sealed class DurationJsonConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var seconds) && Math.Abs(seconds) < 1e9) return TimeSpan.FromSeconds(seconds);
        if (reader.TokenType == JsonTokenType.String && TryParse(reader.GetString()!, out var duration)) return duration;
        throw new JsonException("The JSON value could not be converted to System.TimeSpan.");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("c", CultureInfo.InvariantCulture));

    private static bool TryParse(string text, out TimeSpan duration)
    {
        if (TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out duration)) return true;
        var unit = text.Length < 2 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        if (unit == 0 || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || count * unit > 1e9)
            return false;
        duration = TimeSpan.FromSeconds(count * unit);
        return true;
    }
}
