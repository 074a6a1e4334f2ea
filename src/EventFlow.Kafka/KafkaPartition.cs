using EventFlow.EventStore;

namespace EventFlow.Kafka;

/// <summary>What this process knows of a partition: its ends, and how many events a batch has on average. Thread safe.</summary>
internal sealed class KafkaPartition(string stream, int number)
{
    private const double Weight = 0.05;

    private long _first;
    private long _next;
    private double _eventsPerMessage = 1;

    public string Stream { get; } = stream;

    public int Number { get; } = number;

    public long NextOffset => KafkaOffsets.BoundaryOf(Interlocked.Read(ref _next));

    /// <summary>Messages from the first to before the next; true when the partition has grown.</summary>
    public bool NoteEnds(long first, long next)
    {
        Raise(ref _first, first);
        return Raise(ref _next, next);
    }

    public void NoteBatch(int events) => Volatile.Write(ref _eventsPerMessage, Volatile.Read(ref _eventsPerMessage) * (1 - Weight) + events * Weight);

    /// <summary>About how many events lie between two offsets.</summary>
    public long CountBetween(long from, long to) =>
        to <= from ? 0 : (long)Math.Round((KafkaOffsets.MessageOf(to - 1) - KafkaOffsets.MessageOf(from) + 1) * Volatile.Read(ref _eventsPerMessage));

    public EventPartitionInfo ToInfo() => new(Stream, Number, KafkaOffsets.BoundaryOf(Interlocked.Read(ref _first)), NextOffset, 0, 1);

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
}
