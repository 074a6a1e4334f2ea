namespace EventFlow.Alerting.Suppression;

/// <summary>The silences that are not expired, compiled, as this process knows them. Thread safe.</summary>
public sealed class SilenceBook(IGrainFactory grains)
{
    private readonly Lock _gate = new();
    private volatile Entry _current = new(0, new(StringComparer.Ordinal));
    private volatile bool _isLoaded;

    /// <summary>The version known.</summary>
    public long Version => _current.Version;

    /// <summary>The silences in force at a time (unix ms) that hold an alert with these labels.</summary>
    public IEnumerable<Silence> Holding(LabelSet labels, long at)
    {
        foreach (var silence in _current.Silences)
            if (silence.IsActive(at) && silence.Matches(labels)) yield return silence.Silence;
    }

    /// <summary>The same, as ids in order.</summary>
    public IReadOnlyList<string> IdsHolding(LabelSet labels, long at) => _current.Silences.Count == 0 ? [] : [.. Holding(labels, at).Select(static s => s.Id).Order(StringComparer.Ordinal)];

    /// <summary>The silence of an id; null when it is not known or expired.</summary>
    public Silence? Find(string id) => _current.ById.GetValueOrDefault(id)?.Silence;

    /// <summary>A silence compiled, which is costly: anew only when it is not known as it is given. Null when it does not compile.</summary>
    public CompiledSilence? Compiled(Silence silence) => _current.ById.TryGetValue(silence.Id, out var known) && known.IsOf(silence) ? known : CompiledSilence.Create(silence, []);

    /// <summary>When one of them next begins or stops to be in force after a time (unix ms); null when none does.</summary>
    public long? NextChange(long at) => _current.Silences.Min(s => s.NextChange(at));

    /// <summary>Reads them, the first time and when what is known is older than <paramref name="atLeast"/>.</summary>
    public ValueTask EnsureAsync(long atLeast = 0) => _isLoaded && Version >= atLeast ? ValueTask.CompletedTask : RefreshAsync();

    /// <summary>Reads them.</summary>
    public async ValueTask RefreshAsync()
    {
        if (await grains.GetGrain<ISilenceGrain>(Tenants.Default).GetNewer(_isLoaded ? Version : -1) is { } newer) Use(newer);
        _isLoaded = true;
    }

    /// <summary>Takes what is in force now.</summary>
    public void Use(SilenceSet set)
    {
        // What does not compile was stored by a silo with another idea of right; it holds nothing here.
        var known = _current.ById;
        var compiled = set.Silences.Select(s => known.TryGetValue(s.Id, out var same) && same.IsOf(s) ? same : CompiledSilence.Create(s, [])).OfType<CompiledSilence>().ToDictionary(static s => s.Silence.Id, StringComparer.Ordinal);
        lock (_gate)
        {
            if (set.Version >= Version) _current = new(set.Version, compiled);
        }
    }

    private sealed record Entry(long Version, Dictionary<string, CompiledSilence> ById)
    {
        public IReadOnlyList<CompiledSilence> Silences { get; } = [.. ById.Values];
    }
}
