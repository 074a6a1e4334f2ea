using System.Runtime.CompilerServices;

namespace EventFlow;

/// <summary>
/// The queue of one reader. Updates with the same key replace each other in place, so a reader that is slow sees the newest value of
/// everything, in the order things first changed. When the queue is full, updates that have a key give way to those that have none
/// (alerts), because the next sample repeats the former and nothing repeats the latter.
/// </summary>
internal sealed class LiveSubscription(Func<LiveUpdate, bool>? filter, int maxPending, TimeProvider time, Action<LiveSubscription> removed) : ILiveSubscription
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly Dictionary<string, LinkedListNode<LiveUpdate>> _byKey = new(StringComparer.Ordinal);
    private LinkedList<LiveUpdate> _pending = new();
    private TaskCompletionSource? _waiting;
    private long _pendingSince;
    private long _dropped;
    private bool _disposed;

    public long Dropped => Interlocked.Read(ref _dropped);

    public int Pending
    {
        get { lock (_gate) return _pending.Count; }
    }

    /// <summary>How long ago the reader last had everything; zero when nothing waits.</summary>
    public TimeSpan Age
    {
        get { lock (_gate) return _pending.Count == 0 ? TimeSpan.Zero : time.GetElapsedTime(_pendingSince); }
    }

    /// <summary>Queues an update when the filter takes it. Returns false when an update was lost for it, this one or another.</summary>
    public bool Offer(LiveUpdate update)
    {
        if (!Matches(update)) return true;
        lock (_gate)
        {
            if (_disposed) return true;
            var kept = Enqueue(update);
            if (!kept) Interlocked.Increment(ref _dropped);
            _waiting?.TrySetResult();
            return kept;
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<LiveUpdate>> ReadBatches(TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
        while (await WaitForUpdate(ended.Token))
        {
            yield return TakeAll();
            if (!await Pause(interval, ended.Token)) yield break;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            _pending.Clear();
            _byKey.Clear();
        }

        removed(this);
        _closed.Cancel();
    }

    private bool Matches(LiveUpdate update)
    {
        // A filter belongs to a client's request; whatever it does, publishing goes on.
        try { return filter is null || filter(update); }
        catch (Exception) { return false; }
    }

    private bool Enqueue(LiveUpdate update)
    {
        var key = update.CoalesceKey;
        if (key is not null && _byKey.TryGetValue(key, out var waiting))
        {
            waiting.Value = update;
            return true;
        }

        if (_pending.Count == 0) _pendingSince = time.GetTimestamp();
        var full = _pending.Count >= maxPending;
        if (full && key is not null) return false;
        if (full) Evict();
        var node = _pending.AddLast(update);
        if (key is not null) _byKey[key] = node;
        return !full;
    }

    private void Evict()
    {
        var node = _pending.First!;
        while (node.Next is { } next && node.Value.CoalesceKey is null) node = next;
        if (node.Value.CoalesceKey is { } key) _byKey.Remove(key);
        else node = _pending.First!;
        _pending.Remove(node);
    }

    private async ValueTask<bool> WaitForUpdate(CancellationToken ended)
    {
        Task wait;
        lock (_gate)
        {
            if (ended.IsCancellationRequested) return false;
            if (_pending.Count > 0) return true;
            // Continuations run elsewhere: the publisher completes it under the lock.
            _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            wait = _waiting.Task;
        }

        await wait.WaitAsync(ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !ended.IsCancellationRequested;
    }

    private List<LiveUpdate> TakeAll()
    {
        lock (_gate)
        {
            var taken = new List<LiveUpdate>(_pending);
            _pending = new();
            _byKey.Clear();
            return taken;
        }
    }

    private async ValueTask<bool> Pause(TimeSpan interval, CancellationToken ended)
    {
        await Task.Delay(interval, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !ended.IsCancellationRequested;
    }
}
