namespace EventFlow.EventStore;

/// <summary>Reads a partition in memory.</summary>
internal sealed class InMemoryEventReader(InMemoryPartition partition, long fromOffset, Action<long, long> expired) : IEventReader
{
    /// <inheritdoc/>
    public long NextOffset { get; private set; } = Math.Max(0, fromOffset);

    /// <inheritdoc/>
    public void Seek(long offset) => NextOffset = Math.Max(0, offset);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EventBatch>> ReadAsync(int maxBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var read = partition.From(NextOffset, maxBytes);
        if (read.Count > 0)
        {
            if (read[0].FirstOffset > NextOffset)
            {
                expired(NextOffset, read[0].FirstOffset);
            }

            NextOffset = read[^1].LastOffset + 1;
        }

        return new((IReadOnlyList<EventBatch>)read);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // It holds nothing.
    }
}
