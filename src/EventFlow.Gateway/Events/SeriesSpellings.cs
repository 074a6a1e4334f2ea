using System.Numerics;
using EventFlow.EventStore;

namespace EventFlow.Gateway.Events;

/// <summary>
/// The series that a sender's spelling of service, metric, unit and labels means, found by the bytes as they lie in a body: who sends a sample every few seconds spells it alike each
/// time. Only what was read the long way, and found good, is kept. A fixed table, four places for each hash. Thread safe.
/// </summary>
/// <param name="slots">Places in the table, a power of two, at least four. Default 65,536.</param>
internal sealed class SeriesSpellings(int slots = 65_536)
{
    private const int Ways = 4;

    private readonly Entry?[] _slots = BitOperations.IsPow2(slots) && slots >= Ways
        ? new Entry?[slots]
        : throw new ArgumentOutOfRangeException(nameof(slots), slots, "The number of slots is not a power of two from 4 on.");

    private int _next;

    /// <summary>The series; null when this spelling is not known.</summary>
    public PooledSeries? Find(in SeriesSpelling spelling)
    {
        var hash = spelling.Hash();
        foreach (ref var slot in BucketOf(hash))
        {
            if (Volatile.Read(ref slot) is { } known && known.Hash == hash && spelling.Is(known.Lengths, known.Bytes))
            {
                return known.Series;
            }
        }

        return null;
    }

    /// <summary>Keeps what a spelling means.</summary>
    public void Keep(in SeriesSpelling spelling, PooledSeries series)
    {
        var hash = spelling.Hash();
        var bucket = BucketOf(hash);
        var way = 0;
        while (way < Ways && Volatile.Read(ref bucket[way]) is not null)
        {
            way++;
        }

        Volatile.Write(ref bucket[way < Ways ? way : Interlocked.Increment(ref _next) & (Ways - 1)], new Entry(hash, spelling.Lengths, spelling.ToBytes(), series));
    }

    private Span<Entry?> BucketOf(ulong hash) => _slots.AsSpan((int)(hash >> 32) & (_slots.Length - Ways), Ways);

    private sealed record Entry(ulong Hash, (int Service, int Metric, int Unit) Lengths, byte[] Bytes, PooledSeries Series);
}
