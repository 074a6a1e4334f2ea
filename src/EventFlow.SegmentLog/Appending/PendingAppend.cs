namespace EventFlow.SegmentLog;

/// <summary>An append on its way to the disk. Until the committer has taken it, its caller may cancel it.</summary>
internal sealed class PendingAppend(PartitionWriter writer, LogBatch batch, uint payloadChecksum, long enqueuedTimestamp)
    : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private const int Queued = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    private int _state;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;

    public PartitionWriter Writer { get; } = writer;

    public LogBatch Batch { get; } = batch;

    public uint PayloadChecksum { get; } = payloadChecksum;

    public long EnqueuedTimestamp { get; } = enqueuedTimestamp;

    public long FrameBytes => FrameHeader.Size + (long)Batch.Payload.Length;

    public long FirstOffset { get; set; } = -1;

    public void CancelWith(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        _registration = cancellation.UnsafeRegister(static state => ((PendingAppend)state!).TryCancel(), this);
    }

    /// <summary>False if it was cancelled; its payload may have changed already.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Queued) == Queued;

    public void Complete(AppendResult result)
    {
        _registration.Unregister();
        TrySetResult(result);
    }

    private void TryCancel()
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Queued) == Queued)
        {
            TrySetCanceled(_cancellation);
        }
    }
}
