namespace EventFlow;

/// <summary>A step to come: its number from 1, the round from 1, when it is due (unix ms), and whom it would tell as things are.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.EscalationStepPlan")]
public sealed record EscalationStepPlan(int Step, int Round, long At, IReadOnlyList<EscalationTarget> Targets);
