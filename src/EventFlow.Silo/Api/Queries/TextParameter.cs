using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace EventFlow.Silo;

/// <summary>A text up to a length.</summary>
internal sealed record TextParameter(string Name, string Summary, string Example) : QueryParameter(Name, Summary)
{
    /// <summary>Longest text taken: that of a series with many labels.</summary>
    public int MaxLength { get; init; } = 4_096;

    public override OpenApiSchema ToSchema() => new() { Type = JsonSchemaType.String, MaxLength = MaxLength, Examples = [JsonValue.Create(Example)] };
}
