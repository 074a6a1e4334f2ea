using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventFlow.Gateway;

/// <summary>How answers are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IngestAnswer))]
internal sealed partial class GatewayJson : JsonSerializerContext;
