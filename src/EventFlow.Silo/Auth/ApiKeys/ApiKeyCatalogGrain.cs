namespace EventFlow.Silo;

/// <summary>Owns identity and persistence; the rules are in <see cref="ApiKeyCatalogState"/>.</summary>
public sealed class ApiKeyCatalogGrain([PersistentState("api-keys", "state")] IPersistentState<ApiKeyCatalogState> state, TimeProvider time)
    : Grain, IApiKeyCatalogGrain
{
    /// <inheritdoc/>
    public ValueTask<ApiKeySet> List() => new(Snapshot());

    /// <inheritdoc/>
    public ValueTask<ApiKeySet?> GetNewer(long knownVersion) => new(state.State.Version == knownVersion ? null : Snapshot());

    /// <inheritdoc/>
    public async ValueTask<Outcome<ApiKeyEntry>> Add(ApiKeyEntry key)
    {
        var outcome = state.State.Add(key);
        if (outcome.IsDone) await state.WriteStateAsync();
        return outcome;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<ApiKeyEntry>> Revoke(string id)
    {
        var outcome = state.State.Revoke(id, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (outcome.IsDone) await state.WriteStateAsync();
        return outcome;
    }

    /// <inheritdoc/>
    public async ValueTask NoteUses(Dictionary<string, long> lastUses)
    {
        if (state.State.NoteUses(lastUses)) await state.WriteStateAsync();
    }

    private ApiKeySet Snapshot() => new(state.State.Version, [.. state.State.Keys]);
}
