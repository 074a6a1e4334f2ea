using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventFlow;

/// <summary>Writes a <see cref="SeriesId"/> as its text.</summary>
public sealed class SeriesIdJsonConverter : JsonConverter<SeriesId>
{
    /// <inheritdoc/>
    public override SeriesId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString() ?? "");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SeriesId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
