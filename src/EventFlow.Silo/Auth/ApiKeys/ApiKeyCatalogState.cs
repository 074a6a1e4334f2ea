namespace EventFlow.Silo;

/// <summary>The API keys, oldest first, and the rules they obey.</summary>
public sealed class ApiKeyCatalogState
{
    /// <summary>Keys that may be good at once.</summary>
    public const int MaxActive = 1_000;

    /// <summary>Revoked keys that stay to be looked at; older ones are forgotten.</summary>
    public const int MaxRevoked = 100;

    /// <summary>Counts the changes, from 1; last uses do not count.</summary>
    public long Version { get; set; } = 1;

    /// <summary>The keys.</summary>
    public List<ApiKeyEntry> Keys { get; set; } = [];

    /// <summary>Adds a key. A conflict when there are too many.</summary>
    public Outcome<ApiKeyEntry> Add(ApiKeyEntry key)
    {
        if (Keys.Count(static k => k.RevokedAt is null) >= MaxActive)
            return Outcome<ApiKeyEntry>.Conflict($"There are {MaxActive} API keys; revoke one that is no longer used.");
        Keys.Add(key);
        Version++;
        return Outcome<ApiKeyEntry>.Done(key);
    }

    /// <summary>Revokes a key; it stays in the list. Revoking twice changes nothing.</summary>
    public Outcome<ApiKeyEntry> Revoke(string id, long now)
    {
        var index = Keys.FindIndex(k => k.Id == id);
        if (index < 0) return Outcome<ApiKeyEntry>.NotFound($"There is no API key '{id}'.");
        if (Keys[index].RevokedAt is null)
        {
            Keys[index] = Keys[index] with { RevokedAt = now };
            Version++;
        }

        var revoked = Keys[index];
        var surplus = Keys.Count(static k => k.RevokedAt is not null) - MaxRevoked;
        Keys.RemoveAll(k => k.RevokedAt is not null && k.Id != id && surplus-- > 0);
        return Outcome<ApiKeyEntry>.Done(revoked);
    }

    /// <summary>Notes when keys were last used. Returns whether anything changed.</summary>
    public bool NoteUses(IReadOnlyDictionary<string, long> lastUses)
    {
        var changed = false;
        for (var i = 0; i < Keys.Count; i++)
        {
            if (!lastUses.TryGetValue(Keys[i].Id, out var at) || at <= (Keys[i].LastUsedAt ?? 0)) continue;
            Keys[i] = Keys[i] with { LastUsedAt = at };
            changed = true;
        }

        return changed;
    }
}
