namespace EventFlow;

/// <summary>The escalation an alert is in: how far it has come, of how many steps, and what comes next as things are.</summary>
public sealed record AlertEscalation(EscalationStanding Standing, string PolicyName, int Steps, EscalationStepPlan? Next);
