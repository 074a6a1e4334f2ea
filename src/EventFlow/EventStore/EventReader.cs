using EventFlow.SegmentLog;

namespace EventFlow.EventStore;

/// <summary>Reads a partition on and on, keeping its place and its file open between reads. One reader at a time; dispose it.</summary>
public sealed class EventReader : IDisposable
{
    private readonly LogCursor _cursor;
    private readonly Func<LogReadResult, IReadOnlyList<EventBatch>> _decode;

    internal EventReader(LogCursor cursor, Func<LogReadResult, IReadOnlyList<EventBatch>> decode) => (_cursor, _decode) = (cursor, decode);

    /// <summary>The offset the next read begins with.</summary>
    public long NextOffset => _cursor.NextOffset;

    /// <summary>Goes to another offset.</summary>
    public void Seek(long offset) => _cursor.Seek(offset);

    /// <summary>The next batches, about <paramref name="maxBytes"/> of stored bytes; empty at the end of the log. What is expired or damaged is passed over; the log has reported it.</summary>
    public async ValueTask<IReadOnlyList<EventBatch>> ReadAsync(int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var read = await _cursor.ReadAsync(maxBytes, cancellationToken).ConfigureAwait(false);
            if (read.Outcome == ReadOutcome.OffsetExpired)
            {
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
