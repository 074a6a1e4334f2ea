using EventFlow.EventStore;

namespace EventFlow.Postgres.EventLog;

/// <summary>What this process knows of the partitions: their ends at once, their sizes now and then. Ends only grow. Thread safe.</summary>
internal sealed class LogEnds(IReadOnlyList<EventStreamInfo> streams)
{
    private readonly Dictionary<(string Stream, int Partition), Entry> _partitions = EventStreams.PartitionsOf(streams).ToDictionary(static p => p, static p => new Entry(p.Stream, p.Partition));

    /// <summary>Called when a partition has grown.</summary>
    public event Action<string, int>? Grown;

    public IReadOnlyList<EventPartitionInfo> All => [.. _partitions.Values.Select(static e => e.ToInfo())];

    public long NextOf(string stream, int partition) => Interlocked.Read(ref EntryOf(stream, partition).Next);

    public long FirstOf(string stream, int partition) => Interlocked.Read(ref EntryOf(stream, partition).First);

    public void NoteNext(string stream, int partition, long next)
    {
        // A partition that a newer program has made is nothing to this one.
        if (_partitions.TryGetValue((stream, partition), out var entry) && Raise(ref entry.Next, next))
        {
            Grown?.Invoke(stream, partition);
        }
    }

    public void NoteFirst(string stream, int partition, long first)
    {
        if (_partitions.TryGetValue((stream, partition), out var entry))
        {
            Raise(ref entry.First, first);
        }
    }

    public void NoteSize(EventPartitionInfo size)
    {
        if (_partitions.TryGetValue((size.Stream, size.Partition), out var entry))
        {
            entry.Size = size;
            NoteFirst(size.Stream, size.Partition, size.FirstOffset);
            NoteNext(size.Stream, size.Partition, size.NextOffset);
        }
    }

    /// <summary>Refuses a partition that does not exist.</summary>
    public void Check(string stream, int partition) => EntryOf(stream, partition);

    private Entry EntryOf(string stream, int partition) => _partitions.TryGetValue((stream, partition), out var entry)
        ? entry
        : throw EventStreams.NoPartition(streams, stream, partition);

    private static bool Raise(ref long value, long to)
    {
        for (var now = Interlocked.Read(ref value); to > now; now = Interlocked.Read(ref value))
        {
            if (Interlocked.CompareExchange(ref value, to, now) == now)
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Entry(string stream, int partition)
    {
        public long First;
        public long Next;

        public EventPartitionInfo? Size { get; set; }

        public EventPartitionInfo ToInfo() =>
            (Size ?? new(stream, partition, 0, 0, 0, 0)) with { FirstOffset = Interlocked.Read(ref First), NextOffset = Interlocked.Read(ref Next) };
    }
}
