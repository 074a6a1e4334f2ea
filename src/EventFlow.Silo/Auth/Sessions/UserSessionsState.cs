namespace EventFlow.Silo;

/// <summary>The sessions of one user, oldest first.</summary>
public sealed class UserSessionsState
{
    /// <summary>More than anyone needs at once; the oldest gives way.</summary>
    public const int MaxSessions = 20;

    /// <summary>The sessions.</summary>
    public List<UserSession> Sessions { get; set; } = [];

    /// <summary>Adds a session; expired ones and the oldest beyond the limit go.</summary>
    public void Open(UserSession session, long now)
    {
        Sessions.RemoveAll(s => s.ExpiresAt <= now);
        Sessions.Add(session);
        if (Sessions.Count > MaxSessions) Sessions.RemoveRange(0, Sessions.Count - MaxSessions);
    }

    /// <summary>Replaces the token of a session. A wrong token for a known session was good once, since nobody else knows the session's id: the session ends.</summary>
    public SessionRotation Rotate(string id, string tokenHash, string nextHash, long now, long expiresAt)
    {
        var index = Sessions.FindIndex(s => s.Id == id);
        if (index < 0) return SessionRotation.Unknown;
        var session = Sessions[index];
        if (session.ExpiresAt > now && session.TokenHash == tokenHash)
        {
            Sessions[index] = session with { TokenHash = nextHash, ExpiresAt = expiresAt };
            return SessionRotation.Rotated;
        }

        Sessions.RemoveAt(index);
        return session.ExpiresAt <= now ? SessionRotation.Unknown : SessionRotation.Reused;
    }

    /// <summary>Ends a session. Returns whether there was one.</summary>
    public bool Close(string id) => Sessions.RemoveAll(s => s.Id == id) > 0;
}
