using System.Text.Json.Serialization;

namespace EventFlow.Silo;

/// <summary>A question to the tester.</summary>
/// <param name="Labels">The labels of an alert.</param>
/// <param name="At">When, RFC 3339 or unix milliseconds. Default now.</param>
/// <param name="Config">Under this configuration instead of the one in force.</param>
/// <param name="Yaml">The same as text.</param>
public sealed record RouteTestRequest(LabelSet? Labels, [property: JsonConverter(typeof(TimeJsonConverter))] long? At, AlertingConfig? Config, string? Yaml);
