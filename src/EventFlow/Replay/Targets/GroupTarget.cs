namespace EventFlow.Replay;

/// <summary>
/// Delivers events in groups that end where a stored batch ends. Where groups begin and end follows from the events and the cursor alone, so a group that is delivered again after a crash is the
/// same, and carries the same number: how many events came before it.
/// </summary>
internal abstract class GroupTarget(ReplayResult before) : IReplayTarget
{
    private const int EventsInGroup = 500;
    private const int MostInGroup = 2_000;

    private readonly List<StoredEvent> _group = new(EventsInGroup);
    private long _delivered = before.Delivered;
    private long _rejected = before.Rejected;

    public bool IsRebuilt => false;

    public ReplayResult Result(bool withLists) => new() { Delivered = _delivered, Rejected = _rejected };

    public async ValueTask TakeAsync(EventBatch wanted, IReadOnlyList<int> places, CancellationToken cancellationToken)
    {
        for (var i = 0; i < wanted.Events.Count; i++)
        {
            _group.Add(new(wanted.Stream, wanted.Partition, wanted.FirstOffset + places[i], wanted.ReceivedAt, wanted.Events[i]));
            if (_group.Count == MostInGroup) await SendAsync(cancellationToken);
        }

        if (_group.Count >= EventsInGroup) await SendAsync(cancellationToken);
    }

    public async ValueTask<bool> SettleAsync(bool force, CancellationToken cancellationToken)
    {
        if (force && _group.Count > 0) await SendAsync(cancellationToken);
        return _group.Count == 0;
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken) => await SettleAsync(force: true, cancellationToken);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Delivers a group for certain; gives how many of it were refused for good.</summary>
    protected abstract ValueTask<int> SendAsync(long number, IReadOnlyList<StoredEvent> group, CancellationToken cancellationToken);

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        var rejected = await SendAsync(_delivered + _rejected, _group, cancellationToken);
        _rejected += rejected;
        _delivered += _group.Count - rejected;
        _group.Clear();
    }
}
