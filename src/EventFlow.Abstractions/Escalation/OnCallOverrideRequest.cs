namespace EventFlow;

/// <summary>An exception to make: who, from when until when (unix ms), and why.</summary>
public sealed record OnCallOverrideRequest(string Member, long From, long Until, string Reason);
