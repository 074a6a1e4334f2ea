namespace EventFlow.Rules;

/// <summary>What a rule's grain keeps.</summary>
public sealed class RuleGrainState
{
    /// <summary>The rule; null when it was deleted.</summary>
    public RuleDefinition? Rule { get; set; }

    /// <summary>Earlier versions, newest first.</summary>
    public List<RuleDefinition> History { get; set; } = [];

    /// <summary>Decisions, newest first.</summary>
    public List<RuleDecision> Decisions { get; set; } = [];
}
