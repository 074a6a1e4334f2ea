namespace EventFlow;

/// <summary>Somebody a step tells: a channel, with the address where it is a person's own, the rota and person it stands for (null for a channel by itself), whether it is told, and why (not).</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.EscalationTarget")]
public sealed record EscalationTarget(string Channel, string? Address, string? Rota, string? Member, bool Told, string Why);
