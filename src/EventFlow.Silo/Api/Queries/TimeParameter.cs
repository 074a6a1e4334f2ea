using Microsoft.OpenApi;

namespace EventFlow.Silo;

/// <summary>A point in time: unix milliseconds or RFC 3339.</summary>
internal sealed record TimeParameter(string Name, string Summary) : QueryParameter(Name, Summary)
{
    public override OpenApiSchema ToSchema() => new() { Type = JsonSchemaType.String, Pattern = @"^(\d+|\d{4}-\d{2}-\d{2}T.+)$", Examples = ["2026-01-31T12:00:00Z"] };
}
