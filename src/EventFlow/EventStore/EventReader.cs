using EventFlow.SegmentLog;

namespace EventFlow.EventStore;

/// <summary>Reads a partition of the segment log, keeping its place and its file open between reads. One reader at a time; dispose it.</summary>
public sealed class EventReader : IEventReader
{
    private readonly LogCursor _cursor;
    private readonly Func<LogReadResult, IReadOnlyList<EventBatch>> _decode;

    private readonly Action<ReadOutcome, long>? _notice;
    private long _noticedBeyond = -1;

    /// <param name="cursor">Owned.</param>
    /// <param name="decode">Makes batches of frames.</param>
    /// <param name="notice">Told, with the offset wanted, when retention was faster than this reader, and when the log ends before that offset.</param>
    internal EventReader(LogCursor cursor, Func<LogReadResult, IReadOnlyList<EventBatch>> decode, Action<ReadOutcome, long>? notice = null) =>
        (_cursor, _decode, _notice) = (cursor, decode, notice);

    /// <inheritdoc/>
    public long NextOffset => _cursor.NextOffset;

    /// <inheritdoc/>
    public void Seek(long offset) => _cursor.Seek(offset);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EventBatch>> ReadAsync(int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var from = NextOffset;
            using var read = await _cursor.ReadAsync(maxBytes, cancellationToken).ConfigureAwait(false);
            if (read.Outcome == ReadOutcome.OffsetBeyondEnd && _noticedBeyond != NextOffset)
            {
                _noticedBeyond = NextOffset;
                _notice?.Invoke(ReadOutcome.OffsetBeyondEnd, NextOffset);
            }

            if (read.Outcome == ReadOutcome.OffsetExpired)
            {
                _notice?.Invoke(ReadOutcome.OffsetExpired, NextOffset);
                _cursor.Seek(read.FirstAvailableOffset);
                continue;
            }

            var batches = Decode(read, from);
            if (batches.Count > 0 || read.Outcome != ReadOutcome.Read)
            {
                return batches;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cursor.Dispose();

    // The cursor is behind the frames already; those of a newer program come again until it reads them.
    private IReadOnlyList<EventBatch> Decode(LogReadResult read, long from)
    {
        try
        {
            return _decode(read);
        }
        catch
        {
            _cursor.Seek(from);
            throw;
        }
    }
}
