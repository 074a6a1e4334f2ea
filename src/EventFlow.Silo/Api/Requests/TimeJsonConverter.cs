using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventFlow.Silo;

/// <summary>Reads a time as unix milliseconds or RFC 3339; gives and writes unix milliseconds.</summary>
internal sealed class TimeJsonConverter : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var unix)) return unix;
        if (reader.TokenType == JsonTokenType.String && DateTimeOffset.TryParse(reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time.ToUnixTimeMilliseconds();
        throw new JsonException("The JSON value could not be converted to System.DateTimeOffset.");
    }

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
