namespace EventFlow.Silo;

/// <summary>An example of a request body, as JSON text, for the OpenAPI document and the page to try it.</summary>
internal sealed record BodyExample(string Json);
