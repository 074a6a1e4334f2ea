using System.Runtime.CompilerServices;
using EventFlow.SegmentLog;
using Microsoft.Extensions.Logging;

namespace EventFlow.EventStore;

/// <summary>The event log on local disk: batches in the layout of <see cref="EventBatchFormat"/>, one frame a batch. Partitions open when first used, or all at once.</summary>
public sealed partial class SegmentEventLog : IFollowedEventLog
{
    private const int ReadBytes = 1 << 20;

    private readonly SegmentLogStore _store;
    private readonly EventStoreInstruments _instruments;
    private readonly ILogger _logger;
    private readonly EventBatchCodec _codec = new();
    private readonly EncoderPool _encoders = new();
    private readonly Dictionary<string, SegmentLogPartition?[]> _partitions =
        EventStreams.All.ToDictionary(static s => s.Name, static s => new SegmentLogPartition?[s.Partitions], StringComparer.Ordinal);

    /// <summary>Made by the container; opens nothing yet.</summary>
    public SegmentEventLog(SegmentLogStore store, EventStoreInstruments instruments, ILogger<SegmentEventLog> logger) =>
        (_store, _instruments, _logger) = (store, instruments, logger);

    /// <inheritdoc/>
    public IReadOnlyList<EventStreamInfo> Streams => EventStreams.Local;

    /// <summary>Opens and recovers all partitions, side by side.</summary>
    public Task OpenAsync() => Task.WhenAll(EventStreams.All.Select(s => _store.OpenStreamAsync(s.Name, s.Partitions)));

    /// <inheritdoc/>
    public async ValueTask<EventAppendResult> Append(EventBatch batch, CancellationToken cancellationToken = default)
    {
        EventBatchCodec.RefuseEmpty(batch);

        // Fast path: a gateway has encoded the batch as it read it.
        if (batch.Events is DraftEvents draft && draft.Matches(batch))
        {
            return await AppendAsync(batch, new LogBatch(draft.Payload, draft.Count, draft.FirstTime, draft.LastTime), cancellationToken).ConfigureAwait(false);
        }

        var encoder = _encoders.Rent();
        try
        {
            var payload = encoder.Encode(batch);
            return await AppendAsync(batch, new LogBatch(payload, encoder.Count, encoder.FirstTime, encoder.LastTime), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _encoders.Return(encoder);
        }
    }

    private async ValueTask<EventAppendResult> AppendAsync(EventBatch batch, LogBatch payload, CancellationToken cancellationToken)
    {
        var result = await PartitionOf(batch.Stream, batch.Partition).AppendAsync(payload, cancellationToken).ConfigureAwait(false);
        if (result.IsCommitted)
        {
            _instruments.Appended(batch.Stream, payload.Count);
            Appended?.Invoke(batch.Stream, batch.Partition);
        }

        return new EventAppendResult(ReasonOf(result.Outcome), result.FirstOffset, result.RetryAfter);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<EventBatch> Read(string stream, int partition, long fromOffset, CancellationToken cancellationToken = default)
    {
        var of = PartitionOf(stream, partition);
        return ReadToEnd(of, () => of.OpenCursor(Math.Max(0, fromOffset)), cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<EventBatch> ReadByTime(string stream, int partition, long from, long to, CancellationToken cancellationToken = default) =>
        ReadByTime(stream, partition, 0, from, to, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<EventBatch> ReadByTime(
        string stream, int partition, long fromOffset, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (from >= to)
        {
            yield break;
        }

        var of = PartitionOf(stream, partition);
        await foreach (var batch in ReadToEnd(of, () => of.OpenTimeCursor(from, to, Math.Max(fromOffset, of.FirstOffset)), cancellationToken).ConfigureAwait(false))
        {
            // The index knows only the earliest and the latest time of a batch.
            if (EventBatchCodec.HasTimeWithin(batch, from, to))
            {
                yield return batch;
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<EventPartitionInfo> GetPartitions() =>
    [
        .. EventStreams.All.SelectMany(s => Enumerable.Range(0, s.Partitions).Select(p => PartitionOf(s.Name, p))).Select(InfoOf),
    ];

    /// <inheritdoc/>
    public event Action<string, int>? Appended;

    /// <inheritdoc/>
    public IEventReader OpenReader(string stream, int partition, long fromOffset) =>
        new EventReader(PartitionOf(stream, partition).OpenCursor(Math.Max(0, fromOffset)), read => Decode(read, stream, partition), (outcome, wanted) => Notice(stream, partition, outcome, wanted));

    private void Notice(string stream, int partition, ReadOutcome outcome, long wanted)
    {
        var of = PartitionOf(stream, partition);
        if (outcome == ReadOutcome.OffsetBeyondEnd)
        {
            LogBeyondEnd(stream, partition, wanted, of.NextOffset);
        }
        else if (of.FirstOffset > wanted)
        {
            _instruments.Expired(stream, of.FirstOffset - wanted);
            LogExpired(stream, partition, wanted, of.FirstOffset - 1);
        }
    }

    /// <inheritdoc/>
    public string? GetFault() => _store.GetFault();

    /// <inheritdoc/>
    public long GetNextOffset(string stream, int partition) => PartitionOf(stream, partition).NextOffset;

    private async IAsyncEnumerable<EventBatch> ReadToEnd(SegmentLogPartition partition, Func<LogCursor> open, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new EventReader(open(), read => Decode(read, partition.Id.Stream, partition.Id.Partition));
        var end = partition.NextOffset;
        while (reader.NextOffset < end)
        {
            var batches = await reader.ReadAsync(ReadBytes, cancellationToken).ConfigureAwait(false);
            foreach (var batch in batches)
            {
                yield return batch;
            }

            if (batches.Count == 0)
            {
                yield break;
            }
        }
    }

    private List<EventBatch> Decode(LogReadResult read, string stream, int partition)
    {
        var batches = new List<EventBatch>(read.Frames.Count);
        foreach (var frame in read.Frames)
        {
            try
            {
                batches.Add(_codec.Decode(frame.Payload.Span, stream, partition, frame.FirstOffset, frame.Count));
            }
            catch (InvalidDataException e)
            {
                // The checksum holds, so reading again gives the same: it would stop the partition for good.
                _instruments.Unreadable(stream, frame.Count);
                LogUnreadable(e, stream, partition, frame.FirstOffset, frame.EndOffset - 1);
            }
        }

        return batches;
    }

    private SegmentLogPartition PartitionOf(string stream, int partition)
    {
        if (!_partitions.TryGetValue(stream, out var partitions) || partition < 0 || partition >= partitions.Length)
        {
            throw EventStreams.NoPartition(EventStreams.All, stream, partition);
        }

        return partitions[partition] ??= _store.OpenPartition(stream, partition);
    }

    private static EventPartitionInfo InfoOf(SegmentLogPartition partition)
    {
        var s = partition.GetStatistics();
        return new(s.Id.Stream, s.Id.Partition, s.FirstOffset, s.NextOffset, s.Bytes, s.Segments)
        {
            FirstTime = s.OldestEventTimeMs,
            LastTime = s.NewestEventTimeMs,
            Lost = [.. partition.LostRanges.Where(static r => r.Count > 0).Select(r => new LostEvents(s.Id.Partition, r.FirstOffset, r.EndOffset, TextOf(r.Reason)))],
        };
    }

    private static string TextOf(LossReason reason) => reason switch
    {
        LossReason.PayloadDamaged or LossReason.HeaderDamaged => "damaged",
        LossReason.ForeignSegment => "unreadable or foreign file",
        _ => "missing",
    };

    private static EventAppendReason ReasonOf(AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.Committed => EventAppendReason.Stored,
        AppendOutcome.Overloaded => EventAppendReason.Overloaded,
        AppendOutcome.DiskFull => EventAppendReason.DiskFull,
        AppendOutcome.TooLarge => EventAppendReason.TooLarge,
        _ => EventAppendReason.Failed,
    };

    [LoggerMessage(3005, LogLevel.Error, "Events {First} to {Last} of {Stream}/{Partition} were deleted by retention before they were processed. Lengthen EventFlow:SegmentLog:Retention, or find out what keeps processing behind.")]
    private partial void LogExpired(string stream, int partition, long first, long last);

    [LoggerMessage(3006, LogLevel.Error, "Processing of {Stream}/{Partition} stands at offset {Wanted}, but the log ends at {End}: the grain state is newer than the log. New events are not processed until the log has come there. Restore state and log from one backup.")]
    private partial void LogBeyondEnd(string stream, int partition, long wanted, long end);

    [LoggerMessage(3000, LogLevel.Error, "Events {First} to {Last} of {Stream}/{Partition} are unreadable and were passed over.")]
    private partial void LogUnreadable(Exception error, string stream, int partition, long first, long last);
}
