using Microsoft.OpenApi;

namespace EventFlow.Silo;

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed record BooleanParameter(string Name, string Summary) : QueryParameter(Name, Summary)
{
    public override OpenApiSchema ToSchema() => new() { Type = JsonSchemaType.Boolean };
}
