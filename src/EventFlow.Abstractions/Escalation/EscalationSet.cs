namespace EventFlow;

/// <summary>All escalation policies and rotas, at a version.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.EscalationSet")]
public sealed record EscalationSet(long Version, IReadOnlyList<EscalationPolicy> Policies, IReadOnlyList<OnCallRota> Rotas);
