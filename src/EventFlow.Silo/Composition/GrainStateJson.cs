using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventFlow.Silo;

/// <summary>How the state of grains is written, on either runtime: what one has kept, the other can read.</summary>
internal static class GrainStateJson
{
    /// <summary>Property names as they are; NaN and infinities as strings.</summary>
    public static readonly JsonSerializerOptions Options = Configure(new());

    /// <summary>Sets the options that state is written with.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        return options;
    }
}
