namespace EventFlow.Alerting.Escalation;

/// <summary>What an escalation did and its alerts have not heard of yet, as it is stored.</summary>
public sealed record EscalationRemark(EscalationNote Note, IReadOnlyList<string> Fingerprints);
