namespace EventFlow.Silo;

/// <summary>A refresh token.</summary>
/// <param name="RefreshToken">The token that the last sign-in or refresh gave; good once.</param>
public sealed record RefreshRequest(string? RefreshToken);
