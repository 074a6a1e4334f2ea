namespace EventFlow.SegmentLog;

/// <summary>One append-only sequence of items, numbered from 0. All members may be used by many threads at once.</summary>
public sealed class SegmentLogPartition
{
    private readonly Committer _committer;
    private readonly PartitionWriter _writer;
    private readonly SegmentSet _segments;
    private readonly AppendWaiters _waiters;
    private readonly DamageRegister _damages;
    private readonly SegmentLogOptions _options;
    private readonly SegmentLogInstruments _instruments;

    internal SegmentLogPartition(
        PartitionWriter writer, AppendWaiters waiters, DamageRegister damages, Committer committer,
        SegmentLogOptions options, SegmentLogInstruments instruments)
    {
        (_writer, _segments, _waiters, _damages, _committer) = (writer, writer.Segments, waiters, damages, committer);
        (_options, _instruments) = (options, instruments);
    }

    /// <summary>Which partition this is.</summary>
    public PartitionId Id => _writer.Id;

    /// <summary>Oldest offset kept.</summary>
    public long FirstOffset => _segments.FirstOffset;

    /// <summary>Offset the next item gets; all before it are committed.</summary>
    public long NextOffset => _segments.NextOffset;

    /// <summary>What damage has cost, as far as start-up and readers have come upon it.</summary>
    public IReadOnlyList<LostRange> LostRanges => _damages.Snapshot();

    internal PartitionWriter Writer => _writer;

    /// <summary>Stores a batch. Completes when it is synced to the disk together with whatever else was waiting, or with the reason why not.</summary>
    /// <param name="batch">Its payload must not change until the append has completed or was cancelled.</param>
    /// <param name="cancellationToken">Honoured until the batch's commit begins; then the append runs to its end.</param>
    /// <returns>The first offset, or a refusal. Never throws for a full or broken disk, an overload or a closed log.</returns>
    /// <exception cref="ArgumentException">The count is below 1 or the event times are in the wrong order.</exception>
    public ValueTask<AppendResult> AppendAsync(LogBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch.Count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch.MaxEventTimeMs, batch.MinEventTimeMs);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<AppendResult>(cancellationToken);
        }

        if (batch.Payload.Length > _options.MaxBatchBytes)
        {
            return Refused(AppendResult.Refused(
                AppendOutcome.TooLarge, $"The batch has {batch.Payload.Length} bytes; expected {_options.MaxBatchBytes} at most. Send it in parts."));
        }

        // Compressed and summed here, on the caller's thread: the committer's is the one thing all appends share.
        var payload = StoredPayload.Of(batch.Payload, _options.Compression);
        var append = new PendingAppend(_writer, batch, payload, Checksum.Of(payload.Bytes.Span), Committer.Clock.GetTimestamp());
        if (cancellationToken.CanBeCanceled)
        {
            append.CancelWith(cancellationToken);
        }

        if (_committer.TryEnqueue(append) is { } refusal)
        {
            append.Complete(refusal);
            return Refused(refusal);
        }

        return new ValueTask<AppendResult>(append.Task);
    }

    /// <summary>Reads from the batch that holds an offset. For reading on and on, <see cref="OpenCursor"/> is cheaper.</summary>
    /// <param name="fromOffset">From 0.</param>
    /// <param name="maxBytes">Bytes to read, from 64; a single larger frame is read whole all the same.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>Whole batches; the caller disposes it.</returns>
    public async ValueTask<LogReadResult> ReadAsync(long fromOffset, int maxBytes = 1 << 20, CancellationToken cancellationToken = default)
    {
        using var cursor = OpenCursor(fromOffset);
        return await cursor.ReadAsync(maxBytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A place to read on from, in order of offset.</summary>
    /// <param name="fromOffset">From 0.</param>
    public LogCursor OpenCursor(long fromOffset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromOffset);
        return new LogCursor(_segments, _damages, _waiters, fromOffset, long.MinValue, long.MaxValue);
    }

    /// <summary>A place to read on from that yields only batches with event times in a range; the index skips what lies outside.</summary>
    /// <param name="fromTimeMs">First event time wanted, unix milliseconds.</param>
    /// <param name="toTimeMs">First event time not wanted any more, unix milliseconds.</param>
    /// <param name="fromOffset">Where to begin; the oldest offset kept, if null.</param>
    /// <remarks>A batch is yielded whole if its range of event times touches the one asked for; the caller looks at the items.</remarks>
    public LogCursor OpenTimeCursor(long fromTimeMs, long toTimeMs, long? fromOffset = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(toTimeMs, fromTimeMs);
        return new LogCursor(_segments, _damages, _waiters, fromOffset ?? _segments.FirstOffset, fromTimeMs, toTimeMs);
    }

    /// <summary>Completes when the offset can be read: true; or when the log closes: false.</summary>
    public ValueTask<bool> WaitForAppendAsync(long offset, CancellationToken cancellationToken = default) => _waiters.WaitAsync(offset, cancellationToken);

    /// <summary>The state now.</summary>
    public PartitionStatistics GetStatistics()
    {
        var segments = _segments.Snapshot;
        var filled = segments.Select(static segment => segment.Summary).Where(static summary => summary.Frames > 0).ToList();
        return new PartitionStatistics(
            Id,
            segments[0].BaseOffset,
            segments[^1].Summary.EndOffset,
            segments.Sum(static segment => segment.Summary.Bytes),
            segments.Length,
            filled.Count == 0 ? null : filled.Min(static summary => summary.MinEventTimeMs),
            filled.Count == 0 ? null : filled.Max(static summary => summary.MaxEventTimeMs),
            _writer.Appends,
            _writer.BytesWritten,
            _writer.Syncs,
            _damages.Snapshot().Sum(static range => range.Count),
            _writer.Fault);
    }

    private ValueTask<AppendResult> Refused(AppendResult refusal)
    {
        _instruments.Refused(refusal.Outcome);
        return ValueTask.FromResult(refusal);
    }
}
