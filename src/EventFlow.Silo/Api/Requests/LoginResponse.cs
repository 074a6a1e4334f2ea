namespace EventFlow.Silo;

/// <summary>A sign-in.</summary>
/// <param name="Token">Bearer token for the API.</param>
/// <param name="RefreshToken">Gives the next token when this one has expired; good once.</param>
/// <param name="ExpiresAt">When the bearer token expires, unix ms.</param>
/// <param name="User">Who signed in.</param>
public sealed record LoginResponse(string Token, string RefreshToken, long ExpiresAt, UserAccount User);
