namespace EventFlow.Replay;

/// <summary>What a replay gives its events to. For one thread at a time.</summary>
internal interface IReplayTarget : IAsyncDisposable
{
    /// <summary>Whether what it has is only in memory, so that a replay that goes on after a restart must give it everything again, from the start, into a new one.</summary>
    bool IsRebuilt { get; }

    /// <summary>What came of it so far, with or without its lists. Without them it is what a target that is not rebuilt needs to go on.</summary>
    ReplayResult Result(bool withLists);

    /// <summary>Takes the events of a batch that are wanted, in order, with the places in the stored batch where they lay. It may keep them for a while.</summary>
    /// <exception cref="ReplayHaltedException">It cannot take more until a person has looked.</exception>
    ValueTask TakeAsync(EventBatch wanted, IReadOnlyList<int> places, CancellationToken cancellationToken);

    /// <summary>
    /// Whether all that was taken is where it belongs, so that a replay can go on from here after a crash. When forced it is made so; otherwise only where the way in which events are
    /// grouped does not come to depend on the moment: a group that is delivered again after a crash must be the same group.
    /// </summary>
    ValueTask<bool> SettleAsync(bool force, CancellationToken cancellationToken);

    /// <summary>All was taken.</summary>
    ValueTask CompleteAsync(CancellationToken cancellationToken);
}
