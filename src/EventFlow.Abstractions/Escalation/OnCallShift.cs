namespace EventFlow;

/// <summary>
/// Who is on call in a span (unix ms, the end not included). <paramref name="Member"/> null is nobody; <paramref name="Until"/> null: no change is in sight. <paramref name="Override"/> is the exception that makes it so,
/// null when the layers do.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.OnCallShift")]
public sealed record OnCallShift(string? Member, long From, long? Until, OnCallOverride? Override);
