using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace EventFlow.Silo;

/// <summary>Parameters whose names begin alike and end with the name of a label: <c>label.region=eu</c>.</summary>
internal sealed record LabelParameter(string Prefix, string Summary) : QueryParameter(Prefix + "NAME", Summary)
{
    public override OpenApiSchema ToSchema() => new() { Type = JsonSchemaType.String, Examples = [JsonValue.Create("eu")] };
}
