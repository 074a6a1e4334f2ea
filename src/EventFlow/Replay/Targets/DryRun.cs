namespace EventFlow.Replay;

/// <summary>Gives the events to nothing: what the replay counts itself is the result.</summary>
internal sealed class DryRun : IReplayTarget
{
    public bool IsRebuilt => false;

    public ReplayResult Result(bool withLists) => new();

    public ValueTask TakeAsync(EventBatch wanted, IReadOnlyList<int> places, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<bool> SettleAsync(bool force, CancellationToken cancellationToken) => new(true);

    public ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
