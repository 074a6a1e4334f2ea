using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventFlow;

/// <summary>Writes a <see cref="LabelSet"/> as a JSON object of strings.</summary>
public sealed class LabelSetJsonConverter : JsonConverter<LabelSet>
{
    /// <inheritdoc/>
    public override LabelSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("labels are not an object; expected an object of strings.");
        // What was written by us is in order already.
        var labels = new List<string>(16);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String) throw new JsonException($"label '{name}' is not a string; expected a string.");
            labels.Add(name);
            labels.Add(reader.GetString()!);
        }
        return LabelSet.FromPairs([.. labels]);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, LabelSet value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        for (var i = 0; i < value.Count; i++)
        {
            var (name, text) = value.At(i);
            writer.WriteString(name, text);
        }
        writer.WriteEndObject();
    }
}
