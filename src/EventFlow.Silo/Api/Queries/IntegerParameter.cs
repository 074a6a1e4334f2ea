using System.Globalization;
using Microsoft.OpenApi;

namespace EventFlow.Silo;

/// <summary>A whole number between two bounds.</summary>
internal sealed record IntegerParameter(string Name, string Summary, int Min, int Max, int Default) : QueryParameter(Name, Summary)
{
    public override OpenApiSchema ToSchema() => new()
    {
        Type = JsonSchemaType.Integer,
        Format = "int32",
        Minimum = Min.ToString(CultureInfo.InvariantCulture),
        Maximum = Max.ToString(CultureInfo.InvariantCulture),
        Default = Default,
    };
}
