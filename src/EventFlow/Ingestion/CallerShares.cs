namespace EventFlow.Ingestion;

/// <summary>
/// Divides what a partition works off among those who want to send to it while it is too far behind: each gets the same share of the rate, so that one who floods is held back and one who sends little
/// is not. Not thread safe.
/// </summary>
/// <remarks>
/// A share has two virtual clocks that move on by what requests cost. Three quarters of its rate are for whoever comes: a request is let in while the first clock is at most <see cref="BurstSeconds"/>
/// ahead. A quarter is for the places kept for those who were told to come back, on the second clock; it is the part that is lost, until the lag falls, where nobody comes back.
/// </remarks>
internal sealed class CallerShares
{
    /// <summary>Longest time a sender is told to wait; what has no turn by then asks again.</summary>
    public const double LongestSeconds = 60;

    /// <summary>How long a caller counts: who waits as long as told is still one of those who want to send.</summary>
    public const double ActiveSeconds = LongestSeconds + 5;

    // Retry-After is in whole seconds, so those who keep to it come up to a second late, and in swarms.
    private const double BurstSeconds = 2;
    private const double SavedSeconds = 2;
    private const double KeptShare = 0.25;

    // Callers are authenticated, so their number is small; the bound is there in case it is not.
    private const int MaxCallers = 10_000;

    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);
    private double _prunedAt;

    /// <summary>Callers that want to send.</summary>
    public int Count => _shares.Count;

    /// <summary>Zero when the caller's share has room now, else how long until there is a place for it.</summary>
    public TimeSpan Ask(string caller, double now)
    {
        var share = ShareOf(caller, now);
        return share.Next - now <= BurstSeconds ? TimeSpan.Zero : Bounded(share.Kept - now);
    }

    /// <summary>Uses a caller's share for events that are let in.</summary>
    public void Take(string caller, int events, double eventsPerSecond, double now)
    {
        var share = ShareOf(caller, now);
        share.Next = Math.Max(share.Next, now - SavedSeconds) + CostOf(events, eventsPerSecond) / (1 - KeptShare);
    }

    /// <summary>Keeps a place for events that will come.</summary>
    public void Keep(string caller, int events, double eventsPerSecond, double now)
    {
        var share = ShareOf(caller, now);
        share.Kept = Math.Max(share.Kept, now) + CostOf(events, eventsPerSecond) / KeptShare;
    }

    private static TimeSpan Bounded(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 1, LongestSeconds));

    // Of the rate a little is kept back, so that what waits becomes less.
    private double CostOf(int events, double eventsPerSecond) => events * _shares.Count / Math.Max(eventsPerSecond * 0.95, 1e-3);

    private Share ShareOf(string caller, double now)
    {
        if (now - _prunedAt > 1)
        {
            _prunedAt = now;
            foreach (var idle in _shares.Where(s => now - s.Value.SeenAt > ActiveSeconds).Select(static s => s.Key).ToList())
            {
                _shares.Remove(idle);
            }
        }

        var name = _shares.ContainsKey(caller) || _shares.Count < MaxCallers ? caller : "";
        if (!_shares.TryGetValue(name, out var share))
        {
            _shares.Add(name, share = new Share { Next = now - SavedSeconds, Kept = now });
        }

        share.SeenAt = now;
        return share;
    }

    private sealed class Share
    {
        public double Next { get; set; }

        public double Kept { get; set; }

        public double SeenAt { get; set; }
    }
}
