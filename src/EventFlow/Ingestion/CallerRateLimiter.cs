using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace EventFlow.Ingestion;

/// <summary>
/// A token bucket per caller, a token an event. A request is let in when the bucket is full enough for it, or simply full, since a larger one would otherwise never be;
/// it then leaves a debt that time pays. Thread safe.
/// </summary>
internal sealed class CallerRateLimiter(IOptions<IngestionOptions> options, TimeProvider clock)
{
    // Callers are authenticated, so their number is small; the bound is there in case it is not.
    private const int MaxCallers = 10_000;
    private const string Others = "";

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly double _perSecond = options.Value.EventsPerSecond;
    private readonly double _burst = options.Value.BurstEvents;

    /// <summary>Zero when the caller may send so many events now, else how long to wait.</summary>
    public TimeSpan TryTake(string caller, int events)
    {
        var bucket = BucketOf(caller);
        lock (bucket)
        {
            Refill(bucket);
            var needed = Math.Min(events, _burst);
            if (bucket.Tokens < needed)
            {
                return TimeSpan.FromSeconds((needed - bucket.Tokens) / _perSecond);
            }

            bucket.Tokens -= events;
            return TimeSpan.Zero;
        }
    }

    /// <summary>Zero unless the caller is in debt: asked before a request is read, so that refusing costs little.</summary>
    public TimeSpan Peek(string caller) => TryTake(caller, 0);

    private Bucket BucketOf(string caller)
    {
        if (_buckets.TryGetValue(caller, out var known))
        {
            return known;
        }

        if (_buckets.Count >= MaxCallers)
        {
            ForgetFull();
        }

        return _buckets.GetOrAdd(_buckets.Count < MaxCallers ? caller : Others, static (_, state) => new Bucket { Tokens = state._burst, FilledAt = state.clock.GetTimestamp() }, (_burst, clock));
    }

    private void ForgetFull()
    {
        foreach (var (caller, bucket) in _buckets)
        {
            lock (bucket)
            {
                Refill(bucket);
                if (bucket.Tokens >= _burst)
                {
                    _buckets.TryRemove(caller, out _);
                }
            }
        }
    }

    private void Refill(Bucket bucket)
    {
        var now = clock.GetTimestamp();
        bucket.Tokens = Math.Min(_burst, bucket.Tokens + clock.GetElapsedTime(bucket.FilledAt, now).TotalSeconds * _perSecond);
        bucket.FilledAt = now;
    }

    private sealed class Bucket
    {
        public double Tokens { get; set; }

        public long FilledAt { get; set; }
    }
}
