namespace EventFlow.Rules;

/// <summary>What the catalog keeps.</summary>
public sealed class RuleCatalogState
{
    /// <summary>Ascends with every change.</summary>
    public long Version { get; set; }

    /// <summary>Whether the built-in rules were put in, once and for all.</summary>
    public bool Seeded { get; set; }

    /// <summary>The rules by id.</summary>
    public Dictionary<string, RuleDefinition> Rules { get; set; } = [];
}
