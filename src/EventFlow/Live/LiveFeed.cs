using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace EventFlow;

/// <summary>
/// Fans updates out to everyone who watches. Each subscriber has its own bounded queue, so a slow one costs only itself. Thread safe.
/// </summary>
public sealed class LiveFeed : ILiveFeed, IDisposable
{
    /// <summary>Name of the meter of the live feed.</summary>
    public const string MeterName = "EventFlow.Live";

    private readonly TimeProvider _time;
    private readonly int _maxPending;
    private readonly Meter _meter;
    private readonly Counter<long> _published;
    private readonly Counter<long> _droppedUpdates;
    private readonly Lock _gate = new();

    // Replaced as a whole on subscribe and unsubscribe, which are rare; Publish reads it without a lock.
    private volatile LiveSubscription[] _subscribers = [];
    private long _droppedByClosed;

    /// <summary>Creates the feed.</summary>
    public LiveFeed(IOptions<LiveOptions> options, TimeProvider time, IMeterFactory meters)
    {
        _time = time;
        _maxPending = options.Value.MaxPending;
        _meter = meters.Create(MeterName);
        _published = _meter.CreateCounter<long>("eventflow.live.updates", "{update}", "Updates published to the live feed.");
        _droppedUpdates = _meter.CreateCounter<long>("eventflow.live.updates.dropped", "{update}", "Updates lost because a reader of the live feed was too slow.");
        _meter.CreateObservableGauge("eventflow.live.subscribers", () => Subscribers, "{subscriber}", "Readers of the live feed now.");
        _meter.CreateObservableGauge("eventflow.live.pending", () => GetStatus().Depth, "{update}", "Updates that wait for readers of the live feed.");
    }

    /// <summary>Readers now.</summary>
    public int Subscribers => _subscribers.Length;

    /// <inheritdoc/>
    public bool IsWatched => _subscribers.Length > 0;

    /// <inheritdoc/>
    public void Publish(LiveUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        _published.Add(1);
        foreach (var subscriber in _subscribers)
            if (!subscriber.Offer(update)) _droppedUpdates.Add(1);
    }

    /// <inheritdoc/>
    public ILiveSubscription Subscribe(Func<LiveUpdate, bool>? filter = null)
    {
        var subscription = new LiveSubscription(filter, _maxPending, _time, Remove);
        lock (_gate) _subscribers = [.. _subscribers, subscription];
        return subscription;
    }

    /// <summary>What waits for all readers, the sum of their limits, what was dropped since the start, and how long the slowest reader has left something waiting.</summary>
    public QueueStatus GetStatus()
    {
        var subscribers = _subscribers;
        var dropped = Interlocked.Read(ref _droppedByClosed) + subscribers.Sum(static s => s.Dropped);
        return new("live feed", subscribers.Sum(static s => s.Pending), (long)_maxPending * Math.Max(1, subscribers.Length), dropped, subscribers.Select(static s => s.Age.TotalSeconds).DefaultIfEmpty().Max());
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Remove(LiveSubscription subscription)
    {
        lock (_gate)
        {
            var remaining = _subscribers.Where(s => s != subscription).ToArray();
            if (remaining.Length == _subscribers.Length) return;
            _subscribers = remaining;
            Interlocked.Add(ref _droppedByClosed, subscription.Dropped);
        }
    }
}
