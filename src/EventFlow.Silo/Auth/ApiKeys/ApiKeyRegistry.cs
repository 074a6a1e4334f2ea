using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace EventFlow.Silo;

/// <summary>
/// Answers at once whether an API key is good, from a copy of the catalog, because every request with events asks. The copy follows changes
/// made here at once and those of other silos within <see cref="RefreshInterval"/>. Thread safe.
/// </summary>
internal sealed class ApiKeyRegistry(IGrainFactory grains, TimeProvider time)
{
    /// <summary>How often the catalog is asked for changes.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, ApiKeyIdentity> _builtIn = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _lastUses = new(StringComparer.Ordinal);
    private volatile FrozenDictionary<string, ApiKeyIdentity> _byHash = FrozenDictionary<string, ApiKeyIdentity>.Empty;
    private long _version;

    private IApiKeyCatalogGrain Catalog => grains.GetGrain<IApiKeyCatalogGrain>(Tenants.Default);

    /// <summary>Accepts a key for as long as this process lives; it is never stored.</summary>
    public void AddBuiltIn(string key, string name, IReadOnlyList<string> scopes) => _builtIn[Secrets.Hash(key)] = new(name, name, scopes);

    /// <summary>
    /// Finds what a key stands for. The key is hashed before it is looked up, so the time of the look-up says nothing about how near a guess is,
    /// and unknown and revoked keys take the same path.
    /// </summary>
    public ApiKeyIdentity? Find(string key)
    {
        var hash = Secrets.Hash(key);
        if (_builtIn.TryGetValue(hash, out var builtIn)) return builtIn;
        if (!_byHash.TryGetValue(hash, out var identity)) return null;
        _lastUses[identity.Id] = time.GetUtcNow().ToUnixTimeMilliseconds();
        return identity;
    }

    /// <summary>Takes over what changed in the catalog.</summary>
    public async Task Refresh()
    {
        if (await Catalog.GetNewer(Interlocked.Read(ref _version)) is not { } set) return;
        _byHash = set.Keys.Where(static k => k.RevokedAt is null)
            .ToFrozenDictionary(static k => k.Hash, static k => new ApiKeyIdentity(k.Id, k.Name, k.Scopes), StringComparer.Ordinal);
        Interlocked.Exchange(ref _version, set.Version);
    }

    /// <summary>Saves the last uses noted since the last call.</summary>
    public async Task SaveUses()
    {
        var uses = _lastUses.ToArray().ToDictionary(StringComparer.Ordinal);
        if (uses.Count == 0) return;
        await Catalog.NoteUses(uses);
        // One used again meanwhile has a newer time and stays for the next save.
        foreach (var use in uses) _lastUses.TryRemove(use);
    }

    /// <summary>All stored keys, newest first.</summary>
    public async Task<IReadOnlyList<ApiKeyEntry>> List()
    {
        await SaveUses();
        return [.. (await Catalog.List()).Keys.Reverse()];
    }

    /// <summary>Makes a key. The key itself is returned this once and never again.</summary>
    public async Task<(Outcome<ApiKeyEntry> Outcome, string Key)> Create(string name, IReadOnlyList<string> scopes, string who)
    {
        var key = $"ef_{Secrets.NewSecret()}";
        var outcome = await Catalog.Add(new()
        {
            Id = Secrets.NewId(),
            Name = name,
            Hash = Secrets.Hash(key),
            Prefix = key[..8],
            Scopes = scopes,
            CreatedBy = who,
            CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        });
        await Refresh();
        return (outcome, key);
    }

    /// <summary>Revokes a key; requests with it are refused from now on.</summary>
    public async Task<Outcome<ApiKeyEntry>> Revoke(string id)
    {
        var outcome = await Catalog.Revoke(id);
        await Refresh();
        return outcome;
    }
}
