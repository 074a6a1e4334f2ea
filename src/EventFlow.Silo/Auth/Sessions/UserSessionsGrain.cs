namespace EventFlow.Silo;

/// <summary>Owns identity and persistence; the rules are in <see cref="UserSessionsState"/>.</summary>
public sealed class UserSessionsGrain([PersistentState("sessions", "state")] IPersistentState<UserSessionsState> state, TimeProvider time)
    : Grain, IUserSessionsGrain
{
    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public async ValueTask Open(UserSession session)
    {
        state.State.Open(session, Now);
        await state.WriteStateAsync();
    }

    /// <inheritdoc/>
    public async ValueTask<SessionRotation> Rotate(string sessionId, string tokenHash, string nextHash, long expiresAt)
    {
        var before = state.State.Sessions.Count;
        var result = state.State.Rotate(sessionId, tokenHash, nextHash, Now, expiresAt);
        if (result == SessionRotation.Rotated || state.State.Sessions.Count != before) await state.WriteStateAsync();
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask Close(string sessionId)
    {
        if (state.State.Close(sessionId)) await state.WriteStateAsync();
    }
}
