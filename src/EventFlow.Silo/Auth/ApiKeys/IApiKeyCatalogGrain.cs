namespace EventFlow.Silo;

/// <summary>The API keys; the key is the tenant.</summary>
[Alias("EventFlow.Silo.IApiKeyCatalogGrain")]
public interface IApiKeyCatalogGrain : IGrainWithStringKey
{
    /// <summary>All keys with their last uses.</summary>
    [ReadOnly, Alias("List")]
    ValueTask<ApiKeySet> List();

    /// <summary>All keys, or null when the catalog is still at <paramref name="knownVersion"/>.</summary>
    [ReadOnly, Alias("GetNewer")]
    ValueTask<ApiKeySet?> GetNewer(long knownVersion);

    /// <summary>Adds a key; returns after it is saved.</summary>
    [Alias("Add")]
    ValueTask<Outcome<ApiKeyEntry>> Add(ApiKeyEntry key);

    /// <summary>Revokes a key; returns after it is saved.</summary>
    [Alias("Revoke")]
    ValueTask<Outcome<ApiKeyEntry>> Revoke(string id);

    /// <summary>Notes when keys were last used (id to unix ms).</summary>
    [Alias("NoteUses")]
    ValueTask NoteUses(Dictionary<string, long> lastUses);
}
