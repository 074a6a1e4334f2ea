namespace EventFlow.Silo;

/// <summary>A sign-in that can be prolonged: the hash of the refresh token that is good now, and when that expires (unix ms).</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.Silo.UserSession")]
public sealed record UserSession([property: Id(0)] string Id, [property: Id(1)] string TokenHash, [property: Id(2)] long ExpiresAt);
