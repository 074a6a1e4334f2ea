namespace EventFlow.Gateway.Bodies;

/// <summary>What the bodies of one caller take, and when the next of those that were refused has its turn. Thread safe.</summary>
internal sealed class CallerMemory
{
    private readonly Lock _gate = new();
    private long _used;
    private long? _turn;

    /// <summary>Adds bytes, or takes them off, and gives the sum.</summary>
    public long Add(long bytes) => Interlocked.Add(ref _used, bytes);

    /// <summary>How long until the next turn, which takes so much time itself: those who are refused together are not told to come back together.</summary>
    public TimeSpan NextTurn(TimeProvider clock, TimeSpan takes, TimeSpan longest)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            var until = _turn is { } turn && turn > now ? clock.GetElapsedTime(now, turn) : TimeSpan.Zero;
            var wait = until + takes;
            if (wait < longest)
            {
                _turn = now + (long)(wait.TotalSeconds * clock.TimestampFrequency);
            }

            return wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait < longest ? wait : longest;
        }
    }
}
