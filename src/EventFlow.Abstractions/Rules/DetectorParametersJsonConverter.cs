using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventFlow;

/// <summary>Writes <see cref="DetectorParameters"/> as the JSON object they are.</summary>
public sealed class DetectorParametersJsonConverter : JsonConverter<DetectorParameters>
{
    /// <inheritdoc/>
    public override DetectorParameters Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("parameters are not an object; expected a JSON object.");
        using var document = JsonDocument.ParseValue(ref reader);
        return new(document.RootElement.GetRawText());
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DetectorParameters value, JsonSerializerOptions options) => writer.WriteRawValue(value.Json);
}
