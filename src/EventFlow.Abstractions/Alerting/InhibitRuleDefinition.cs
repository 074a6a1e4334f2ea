namespace EventFlow;

/// <summary>While an alert matches <paramref name="SourceMatchers"/>, those that match <paramref name="TargetMatchers"/> and have the same values of the labels in <paramref name="Equal"/> are not told.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.InhibitRuleDefinition")]
public sealed record InhibitRuleDefinition(IReadOnlyList<string>? SourceMatchers, IReadOnlyList<string>? TargetMatchers, IReadOnlyList<string>? Equal);
