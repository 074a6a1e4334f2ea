namespace EventFlow;

/// <summary>Somebody else is on call from <paramref name="From"/> until <paramref name="Until"/> (unix ms, the end not included), whatever the layers say, and why.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.OnCallOverride")]
public sealed record OnCallOverride(string Id, string Member, long From, long Until, string Reason, string CreatedBy, long CreatedAt);
