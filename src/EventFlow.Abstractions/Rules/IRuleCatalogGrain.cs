namespace EventFlow;

/// <summary>The index of all rules, for matching; the key is the tenant.</summary>
[Alias("EventFlow.IRuleCatalogGrain")]
public interface IRuleCatalogGrain : IGrainWithStringKey
{
    /// <summary>All rules, or null when the catalog is still at <paramref name="knownVersion"/>.</summary>
    [ReadOnly, Alias("GetNewer")]
    ValueTask<RuleSet?> GetNewer(long knownVersion);

    /// <summary>Adds or replaces a rule. Called by the rule's grain.</summary>
    [Alias("Put")]
    ValueTask Put(RuleDefinition rule);

    /// <summary>Takes a rule out. Called by the rule's grain.</summary>
    [Alias("Remove")]
    ValueTask Remove(string ruleId);

    /// <summary>Puts the built-in rules into a catalog that never had any. Returns whether it did.</summary>
    [Alias("Seed")]
    ValueTask<bool> Seed(IReadOnlyList<RuleDefinition> rules);
}
