using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventFlow;

/// <summary>Parameters of a detector as the text of a JSON object; the detector's options say which there are.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.DetectorParameters")]
[JsonConverter(typeof(DetectorParametersJsonConverter))]
public sealed record DetectorParameters([property: Id(0)] string Json)
{
    /// <summary>All defaults.</summary>
    public static readonly DetectorParameters Empty = new("{}");

    /// <summary>Parameters from an object that serialises to a JSON object.</summary>
    public static DetectorParameters From<T>(T values) => new(JsonSerializer.Serialize(values, JsonSerializerOptions.Web));
}
