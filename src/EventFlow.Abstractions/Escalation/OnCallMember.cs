namespace EventFlow;

/// <summary>Somebody who can be on call: a name, and how they are reached, 1 to 10 ways, all of which are used.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.OnCallMember")]
public sealed record OnCallMember(string Name, IReadOnlyList<OnCallReach>? Reach);
