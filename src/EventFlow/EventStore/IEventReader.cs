namespace EventFlow.EventStore;

/// <summary>Reads a partition on and on, keeping its place between reads. One reader at a time; dispose it.</summary>
public interface IEventReader : IDisposable
{
    /// <summary>The offset the next read begins with.</summary>
    long NextOffset { get; }

    /// <summary>Goes to another offset.</summary>
    void Seek(long offset);

    /// <summary>
    /// The next batches, about <paramref name="maxBytes"/> of stored bytes and at least one; empty at the end of the log. The first may begin before the offset wanted. What is expired or damaged is
    /// passed over; it has been reported. A read that fails leaves the place as it was: whoever reads again misses nothing.
    /// </summary>
    ValueTask<IReadOnlyList<EventBatch>> ReadAsync(int maxBytes, CancellationToken cancellationToken);
}
