using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace EventFlow.Silo;

/// <summary>One of the values of an enum, in the spelling of the API; the zero of the enum, which means "not said", cannot be chosen.</summary>
internal sealed record ChoiceParameter<T>(string Name, string Summary) : QueryParameter(Name, Summary)
    where T : struct, Enum
{
    /// <summary>The values that can be chosen.</summary>
    public IReadOnlyList<T> Values { get; init; } = [.. Enum.GetValues<T>().Where(static v => !v.Equals(default(T)))];

    public static string Spell(T value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public override OpenApiSchema ToSchema() => new() { Type = JsonSchemaType.String, Enum = [.. Values.Select(static v => (JsonNode)Spell(v))] };
}
