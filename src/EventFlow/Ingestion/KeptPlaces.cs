namespace EventFlow.Ingestion;

/// <summary>
/// The requests that were told to come back, and when: one that comes in its time has its place, whoever has come meanwhile. Without it those who have just been let in would take, with their next request,
/// what was promised to those who wait. Bounded; thread safe.
/// </summary>
internal sealed class KeptPlaces
{
    private const int Most = 20_000;

    // Retry-After is rounded up to a second, and clients are late.
    private const double GraceSeconds = 30;
    private const double EarlySeconds = 0.5;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Caller, long Request), double> _due = [];
    private double _prunedAt;

    /// <summary>Keeps a place for a request that nothing else is like; false when it has no mark, there is no room, or the wait is the longest there is, which is no promise.</summary>
    public bool Keep(string caller, long request, TimeSpan wait, double now)
    {
        if (request == 0 || wait.TotalSeconds >= CallerShares.LongestSeconds)
        {
            return false;
        }

        lock (_gate)
        {
            Prune(now);
            return _due.Count < Most && _due.TryAdd((caller, request), now + wait.TotalSeconds);
        }
    }

    /// <summary>Null when nothing was promised to a request; zero when it comes in its time, and the place is used up; else how long it still has to wait.</summary>
    public TimeSpan? Claim(string caller, long request, double now)
    {
        lock (_gate)
        {
            if (request == 0 || !_due.TryGetValue((caller, request), out var due))
            {
                return null;
            }

            if (now < due - EarlySeconds)
            {
                return TimeSpan.FromSeconds(Math.Max(1, due - now));
            }

            _due.Remove((caller, request));
            return now <= due + GraceSeconds ? TimeSpan.Zero : null;
        }
    }

    private void Prune(double now)
    {
        if (now - _prunedAt < 1)
        {
            return;
        }

        _prunedAt = now;
        foreach (var late in _due.Where(d => now > d.Value + GraceSeconds).Select(static d => d.Key).ToList())
        {
            _due.Remove(late);
        }
    }
}
