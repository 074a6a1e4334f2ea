using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>
/// Limits failed sign-ins per name and address. An attempt counts when it begins, so that many at once cannot pass together, and is forgiven when it
/// succeeds. Thread safe; remembers at most <see cref="MaxEntries"/> pairs, the ones that failed longest ago giving way.
/// </summary>
internal sealed class LoginThrottle(IOptions<AuthOptions> options, TimeProvider time)
{
    internal const int MaxEntries = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Name, string Address), (int Count, long WindowStart)> _attempts = [];

    /// <summary>Counts an attempt. Null when it may go on, else how long to wait.</summary>
    public TimeSpan? Begin(string name, string address)
    {
        var window = TimeSpan.FromSeconds(options.Value.LoginWindowSeconds);
        var now = time.GetTimestamp();
        lock (_gate)
        {
            var known = _attempts.TryGetValue((name, address), out var entry) && time.GetElapsedTime(entry.WindowStart, now) < window;
            if (!known) entry = (0, now);
            if (entry.Count >= options.Value.LoginAttempts) return window - time.GetElapsedTime(entry.WindowStart, now);
            if (!known && _attempts.Count >= MaxEntries) Forget(window, now);
            _attempts[(name, address)] = (entry.Count + 1, entry.WindowStart);
            return null;
        }
    }

    /// <summary>The attempt was a good one: what failed before is forgiven.</summary>
    public void Succeeded(string name, string address)
    {
        lock (_gate) _attempts.Remove((name, address));
    }

    private void Forget(TimeSpan window, long now)
    {
        foreach (var (key, entry) in _attempts.ToArray())
            if (time.GetElapsedTime(entry.WindowStart, now) >= window) _attempts.Remove(key);
        // All of them are fresh: an attack from many addresses. Keep the newer half.
        if (_attempts.Count < MaxEntries) return;
        foreach (var (key, _) in _attempts.OrderBy(static a => a.Value.WindowStart).Take(MaxEntries / 2).ToArray()) _attempts.Remove(key);
    }
}
