using System.Collections.Concurrent;
using System.Threading.Channels;

namespace EventFlow.Silo;

/// <summary>
/// The live feed of a cluster: whoever watches at one silo sees what happens in all. A silo that somebody watches says so to the others every few seconds; they send it what they publish, in
/// batches. Thread safe.
/// </summary>
internal sealed class ClusterLiveFeed : ILiveFeed, IQueueSource
{
    // A relay that is slower than what happens loses the oldest, as a slow reader does.
    private const int Capacity = 20_000;
    private static readonly TimeSpan WatcherIsKnownFor = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<SiloAddress, long> _watchers = new();
    private readonly Channel<LiveUpdate> _outgoing;
    private readonly LiveFeed _local;
    private readonly TimeProvider _time;
    private long _dropped;

    public ClusterLiveFeed(LiveFeed local, TimeProvider time)
    {
        (_local, _time) = (local, time);
        _outgoing = Channel.CreateBounded<LiveUpdate>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Interlocked.Increment(ref _dropped));
    }

    public bool IsWatched => _local.IsWatched || !_watchers.IsEmpty;

    /// <summary>Whether anybody watches at this silo.</summary>
    public bool IsWatchedHere => _local.IsWatched;

    public void Publish(LiveUpdate update)
    {
        _local.Publish(update);
        if (!_watchers.IsEmpty) _outgoing.Writer.TryWrite(update);
    }

    public ILiveSubscription Subscribe(Func<LiveUpdate, bool>? filter = null) => _local.Subscribe(filter);

    /// <summary>Another silo has somebody who watches.</summary>
    public void NoteWatcher(SiloAddress silo) => _watchers[silo] = _time.GetTimestamp();

    /// <summary>What another silo published; it is told to those who watch here alone.</summary>
    public void Deliver(LiveUpdate[] updates)
    {
        foreach (var update in updates) _local.Publish(update);
    }

    /// <summary>Silos that want to be told, of those that said so lately.</summary>
    public IReadOnlyList<SiloAddress> TakeWatchers()
    {
        foreach (var (silo, at) in _watchers)
            if (_time.GetElapsedTime(at) > WatcherIsKnownFor) _watchers.TryRemove(new(silo, at));
        return [.. _watchers.Keys];
    }

    /// <summary>What was published since the last call; of those that replace each other the newest.</summary>
    public IReadOnlyList<LiveUpdate> TakeOutgoing()
    {
        var taken = new List<LiveUpdate>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        while (_outgoing.Reader.TryRead(out var update))
        {
            if (update.CoalesceKey is { } key && places.TryGetValue(key, out var place))
            {
                taken[place] = update;
                continue;
            }

            if (update.CoalesceKey is { } newKey) places[newKey] = taken.Count;
            taken.Add(update);
        }

        return taken;
    }

    public IEnumerable<QueueStatus> GetQueues() => [new("live feed to other silos", _outgoing.Reader.Count, Capacity, Interlocked.Read(ref _dropped))];
}
