using System.Globalization;
using Microsoft.OpenApi;

namespace EventFlow.Silo;

/// <summary>A whole number of 64 bits from a bound on, without a default.</summary>
internal sealed record NumberParameter(string Name, string Summary, long Min) : QueryParameter(Name, Summary)
{
    public override OpenApiSchema ToSchema() => new() { Type = JsonSchemaType.Integer, Format = "int64", Minimum = Min.ToString(CultureInfo.InvariantCulture) };
}
