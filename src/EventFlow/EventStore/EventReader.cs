using EventFlow.SegmentLog;

namespace EventFlow.EventStore;

/// <summary>Reads a partition on and on, keeping its place and its file open between reads. One reader at a time; dispose it.</summary>
public sealed class EventReader : IDisposable
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

    /// <summary>The offset the next read begins with.</summary>
    public long NextOffset => _cursor.NextOffset;

    /// <summary>Goes to another offset.</summary>
    public void Seek(long offset) => _cursor.Seek(offset);

    /// <summary>The next batches, about <paramref name="maxBytes"/> of stored bytes; empty at the end of the log. What is expired or damaged is passed over; it has been reported.</summary>
    public async ValueTask<IReadOnlyList<EventBatch>> ReadAsync(int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
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

            var batches = _decode(read);
            if (batches.Count > 0 || read.Outcome != ReadOutcome.Read)
            {
                return batches;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cursor.Dispose();
}
