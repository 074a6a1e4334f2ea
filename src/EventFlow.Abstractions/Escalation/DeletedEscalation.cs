namespace EventFlow;

/// <summary>An escalation policy or a rota that was deleted at <paramref name="At"/> (unix ms), by whom, and what it was last: the version to go back to.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.DeletedEscalation")]
public sealed record DeletedEscalation(string Id, long At, string Who, EscalationVersion Last);
