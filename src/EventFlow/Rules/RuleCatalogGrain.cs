namespace EventFlow.Rules;

/// <summary>The index of all rules.</summary>
internal sealed class RuleCatalogGrain([PersistentState("rules", "state")] IPersistentState<RuleCatalogState> storage, TimeProvider time) : Grain, IRuleCatalogGrain
{
    private RuleSet? _set;

    private RuleCatalogState State => storage.State;

    public ValueTask<RuleSet?> GetNewer(long knownVersion)
    {
        if (knownVersion == State.Version) return new((RuleSet?)null);
        return new(_set ??= new(State.Version, [.. State.Rules.Values.OrderBy(static r => r.Name, StringComparer.OrdinalIgnoreCase).ThenBy(static r => r.Id, StringComparer.Ordinal)]));
    }

    public ValueTask Put(RuleDefinition rule)
    {
        State.Rules[rule.Id] = rule;
        return Save();
    }

    public ValueTask Remove(string ruleId) => State.Rules.Remove(ruleId) ? Save() : ValueTask.CompletedTask;

    public async ValueTask<bool> Seed(IReadOnlyList<RuleDefinition> rules)
    {
        if (State.Seeded) return false;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        State.Seeded = true;
        foreach (var rule in rules) State.Rules.TryAdd(rule.Id, rule with { UpdatedAt = now });
        await Save();
        return true;
    }

    private async ValueTask Save()
    {
        State.Version++;
        _set = null;
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            // Memory must not be ahead of what is stored: the caller repeats against the stored state.
            DeactivateOnIdle();
            throw;
        }
    }
}
