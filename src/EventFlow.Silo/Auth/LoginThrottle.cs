using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>
/// Limits failed sign-ins per name and address, and per address whatever the names. An attempt counts when it begins, so that many at once cannot pass together, and is forgiven when it
/// succeeds. Thread safe; remembers at most <see cref="MaxEntries"/> of them, the ones that failed longest ago giving way.
/// </summary>
internal sealed class LoginThrottle(IOptions<AuthOptions> options, TimeProvider time)
{
    internal const int MaxEntries = 10_000;

    // No one is called so: sign-in asks for a name.
    private const string AnyName = "";

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Name, string Address), (int Count, long WindowStart)> _attempts = [];

    /// <summary>Counts an attempt. Null when it may go on, else how long to wait.</summary>
    public TimeSpan? Begin(string name, string address)
    {
        var window = TimeSpan.FromSeconds(options.Value.LoginWindowSeconds);
        var now = time.GetTimestamp();
        lock (_gate)
        {
            var (own, all) = (Read((name, address), window, now), Read((AnyName, address), window, now));
            if (own.Count >= options.Value.LoginAttempts) return window - time.GetElapsedTime(own.WindowStart, now);
            if (all.Count >= options.Value.LoginAttemptsPerAddress) return window - time.GetElapsedTime(all.WindowStart, now);
            if (_attempts.Count + 2 > MaxEntries) Forget(window, now);
            _attempts[(name, address)] = (own.Count + 1, own.WindowStart);
            _attempts[(AnyName, address)] = (all.Count + 1, all.WindowStart);
            return null;
        }
    }

    /// <summary>The attempt was a good one: what failed before is forgiven.</summary>
    public void Succeeded(string name, string address)
    {
        lock (_gate)
        {
            _attempts.Remove((name, address));
            // Of the address only this one: others may have failed under other names.
            if (_attempts.TryGetValue((AnyName, address), out var all)) _attempts[(AnyName, address)] = (Math.Max(0, all.Count - 1), all.WindowStart);
        }
    }

    private (int Count, long WindowStart) Read((string, string) key, TimeSpan window, long now) =>
        _attempts.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.WindowStart, now) < window ? entry : (0, now);

    private void Forget(TimeSpan window, long now)
    {
        foreach (var (key, entry) in _attempts.ToArray())
            if (time.GetElapsedTime(entry.WindowStart, now) >= window) _attempts.Remove(key);
        // All of them are fresh: an attack from many addresses. Keep the newer half.
        if (_attempts.Count + 2 <= MaxEntries) return;
        foreach (var (key, _) in _attempts.OrderBy(static a => a.Value.WindowStart).Take(MaxEntries / 2).ToArray()) _attempts.Remove(key);
    }
}
