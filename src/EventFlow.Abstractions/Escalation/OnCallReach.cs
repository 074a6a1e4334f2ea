namespace EventFlow;

/// <summary>A way to reach a person: a channel, and where the kind of channel can write to one person, the address that stands in for the channel's own (<c>ada@example.com</c>).</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.OnCallReach")]
public sealed record OnCallReach(string Channel, string? Address = null);
