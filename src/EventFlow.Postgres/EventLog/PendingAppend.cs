using EventFlow.EventStore;

namespace EventFlow.Postgres.EventLog;

/// <summary>An append on its way into a transaction. Until a group has taken it, its caller may cancel it.</summary>
internal sealed class PendingAppend(string stream, int partition, EncodedBatch batch, byte[] stored, int rawBytes, long enqueuedAt)
    : TaskCompletionSource<EventAppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private const int Queued = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    private int _state;
    private CancellationTokenRegistration _registration;

    public string Stream { get; } = stream;

    public int Partition { get; } = partition;

    public EncodedBatch Batch { get; } = batch;

    /// <summary>What is sent.</summary>
    public byte[] Stored { get; } = stored;

    /// <summary>Length before compression; 0 where there was none.</summary>
    public int RawBytes { get; } = rawBytes;

    public long EnqueuedAt { get; } = enqueuedAt;

    public void CancelWith(CancellationToken cancellation) => _registration = cancellation.UnsafeRegister(
        static (state, token) =>
        {
            var append = (PendingAppend)state!;
            if (Interlocked.CompareExchange(ref append._state, Cancelled, Queued) == Queued)
            {
                append.TrySetCanceled(token);
            }
        }, this);

    /// <summary>False if it was cancelled.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Queued) == Queued;

    public void Complete(EventAppendResult result)
    {
        _registration.Unregister();
        TrySetResult(result);
    }
}
