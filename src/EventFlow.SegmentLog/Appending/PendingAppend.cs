namespace EventFlow.SegmentLog;

/// <summary>An append on its way to the disk. Until the committer has taken it, its caller may cancel it.</summary>
internal sealed class PendingAppend(PartitionWriter writer, LogBatch batch, StoredPayload payload, uint payloadChecksum, long enqueuedTimestamp)
    : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private const int Queued = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    private int _state;
    private int _released;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;

    public PartitionWriter Writer { get; } = writer;

    public LogBatch Batch { get; } = batch;

    /// <summary>What is written.</summary>
    public StoredPayload Payload { get; } = payload;

    public uint PayloadChecksum { get; } = payloadChecksum;

    public long EnqueuedTimestamp { get; } = enqueuedTimestamp;

    /// <summary>What it takes of the queue: the appender holds the original for as long as it waits.</summary>
    public long QueueBytes => FrameHeader.Size + (long)Batch.Payload.Length;

    /// <summary>What it takes on the disk.</summary>
    public long FrameBytes => FrameHeader.Size + (long)Payload.Bytes.Length;

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
        ReleasePayload();
        TrySetResult(result);
    }

    /// <summary>For the committer, which alone knows when nothing will be written from it any more, cancelled or not.</summary>
    public void ReleasePayload()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            Payload.Return();
        }
    }

    private void TryCancel()
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Queued) == Queued)
        {
            TrySetCanceled(_cancellation);
        }
    }
}
