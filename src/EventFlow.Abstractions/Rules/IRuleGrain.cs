namespace EventFlow;

/// <summary>One rule; the key is its id. Keeps definition, versions and the last 20 decisions.</summary>
[Alias("EventFlow.IRuleGrain")]
public interface IRuleGrain : IGrainWithStringKey
{
    /// <summary>
    /// Creates or changes the rule (validated by the caller) and puts it into the catalog. Creating one that exists, or changing with a version that is not the current
    /// one (0 means any), is a conflict.
    /// </summary>
    [Alias("Put")]
    ValueTask<Outcome<RuleDefinition>> Put(RuleDefinition rule, string who, bool create);

    /// <summary>Deletes the rule and takes it out of the catalog.</summary>
    [Alias("Delete")]
    ValueTask<Outcome<RuleDefinition>> Delete(string who);

    /// <summary>The rule; null when there is none.</summary>
    [ReadOnly, Alias("Get")]
    ValueTask<RuleDetail?> Get();

    /// <summary>Notes decisions, oldest first.</summary>
    [Alias("Note")]
    ValueTask Note(IReadOnlyList<RuleDecision> decisions);
}
