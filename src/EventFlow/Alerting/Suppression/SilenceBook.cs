namespace EventFlow.Alerting.Suppression;

/// <summary>The silences that are not expired, compiled, as this process knows them. Thread safe.</summary>
public sealed class SilenceBook(IGrainFactory grains)
{
    private readonly Lock _gate = new();
    private volatile Entry _current = new(0, []);
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
    public Silence? Find(string id) => _current.Silences.FirstOrDefault(s => s.Silence.Id == id)?.Silence;

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
        var compiled = set.Silences.Select(static s => CompiledSilence.Create(s, [])).OfType<CompiledSilence>().ToList();
        lock (_gate)
        {
            if (set.Version >= Version) _current = new(set.Version, compiled);
        }
    }

    private sealed record Entry(long Version, IReadOnlyList<CompiledSilence> Silences);
}
