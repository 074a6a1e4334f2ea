using Microsoft.OpenApi;

namespace EventFlow.Silo;

/// <summary>
/// A parameter of a query string, declared once: the endpoint reads it by this declaration and the OpenAPI document describes it from the same,
/// so the two cannot differ.
/// </summary>
internal abstract record QueryParameter(string Name, string Summary)
{
    /// <summary>Whether a request without it is refused.</summary>
    public bool Required { get; init; }

    /// <summary>Whether it may occur several times.</summary>
    public bool Repeatable { get; init; }

    /// <summary>The schema of one value.</summary>
    public abstract OpenApiSchema ToSchema();
}
