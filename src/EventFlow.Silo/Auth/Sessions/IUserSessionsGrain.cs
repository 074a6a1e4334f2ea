namespace EventFlow.Silo;

/// <summary>The refresh tokens of one user; the key is the environment, a slash and the user's id. Only hashes are kept.</summary>
[Alias("EventFlow.Silo.IUserSessionsGrain")]
public interface IUserSessionsGrain : IGrainWithStringKey
{
    /// <summary>Begins a session; returns after it is saved.</summary>
    [Alias("Open")]
    ValueTask Open(UserSession session);

    /// <summary>Exchanges the token of a session for the next; <paramref name="expiresAt"/> is that one's end, unix ms.</summary>
    [Alias("Rotate")]
    ValueTask<SessionRotation> Rotate(string sessionId, string tokenHash, string nextHash, long expiresAt);

    /// <summary>Ends a session.</summary>
    [Alias("Close")]
    ValueTask Close(string sessionId);
}
