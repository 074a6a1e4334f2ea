namespace EventFlow;

/// <summary>All rules at one version of the catalog, ordered by name.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.RuleSet")]
public sealed record RuleSet(long Version, IReadOnlyList<RuleDefinition> Rules);
