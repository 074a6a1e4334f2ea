using System.Text.Json.Serialization;

namespace EventFlow.Silo;

/// <summary>A rule to try on stored events.</summary>
/// <param name="Rule">The rule; it need not be stored.</param>
/// <param name="From">Start of the span in event time, RFC 3339 or unix milliseconds. Default one hour before the end.</param>
/// <param name="To">End of the span, exclusive. Default now.</param>
public sealed record RulePreviewRequest(RuleRequest? Rule, [property: JsonConverter(typeof(TimeJsonConverter))] long? From, [property: JsonConverter(typeof(TimeJsonConverter))] long? To);
