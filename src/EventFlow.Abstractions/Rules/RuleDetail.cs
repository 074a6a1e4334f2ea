namespace EventFlow;

/// <summary>A rule with its earlier versions (newest first, at most 20) and its last 20 decisions (newest first).</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.RuleDetail")]
public sealed record RuleDetail(RuleDefinition Rule, IReadOnlyList<RuleDefinition> History, IReadOnlyList<RuleDecision> Decisions);
