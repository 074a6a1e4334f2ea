using System.Text.Json.Serialization;

namespace EventFlow.Silo;

/// <summary>An acknowledgement.</summary>
/// <param name="Comment">At most 1,000 characters.</param>
/// <param name="Until">Until when it counts, RFC 3339 or unix milliseconds; without, until the alert resolves.</param>
public sealed record AcknowledgeRequest(string? Comment, [property: JsonConverter(typeof(TimeJsonConverter))] long? Until);
