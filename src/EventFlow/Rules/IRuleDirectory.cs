namespace EventFlow.Rules;

/// <summary>All rules as of a moment ago, in this process: who evaluates samples asks here, never a grain. Thread safe.</summary>
public interface IRuleDirectory
{
    /// <summary>The newest snapshot; loads the first one when there is none yet, so that nothing is judged by no rules by mistake.</summary>
    ValueTask<RuleSnapshot> Get();

    /// <summary>Asks the catalog for a newer snapshot.</summary>
    ValueTask Refresh();
}
