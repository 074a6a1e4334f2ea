namespace EventFlow.Alerting.Routing;

/// <summary>The groups of one route that began within the last minute. Times are those of <see cref="SteadyTime"/>. Not thread safe.</summary>
internal sealed class StormWindow
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, TimeSpan> _begun = new(StringComparer.Ordinal);

    /// <summary>The groups in it.</summary>
    public IEnumerable<string> Groups => _begun.Keys;

    /// <summary>Whether a group began within the last minute.</summary>
    public bool Holds(string group, TimeSpan now) => _begun.TryGetValue(group, out var at) && now - at < Length;

    /// <summary>A group begins, whoever has let it.</summary>
    public void Note(string group, TimeSpan now)
    {
        Forget(now);
        _begun.TryAdd(group, now);
    }

    /// <summary>Whether a group may begin; notes it if so.</summary>
    public bool Admit(string group, int limit, TimeSpan now)
    {
        Forget(now);
        if (_begun.ContainsKey(group)) return true;
        if (_begun.Count >= limit) return false;
        _begun[group] = now;
        return true;
    }

    /// <summary>How long from now on no other group may begin; zero when one may.</summary>
    public TimeSpan FullFor(int limit, TimeSpan now)
    {
        Forget(now);
        return _begun.Count < limit ? TimeSpan.Zero : _begun.Values.Min() + Length - now;
    }

    private void Forget(TimeSpan now)
    {
        foreach (var old in _begun.Where(b => now - b.Value >= Length).Select(static b => b.Key).ToList()) _begun.Remove(old);
    }
}
