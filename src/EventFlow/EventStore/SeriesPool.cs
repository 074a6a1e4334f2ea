using System.Numerics;
using System.Text;

namespace EventFlow.EventStore;

/// <summary>
/// Gives one <see cref="PooledSeries"/> for equal ids and units, so that the identity of a series is taken apart, or put together, when it is first met and not for every sample.
/// A fixed table, four places for each hash: bounded, lock free. Thread safe.
/// </summary>
/// <param name="slots">Places in the table, a power of two, at least four. Default 65,536.</param>
public sealed class SeriesPool(int slots = 65_536)
{
    private const int Ways = 4;

    private readonly PooledSeries?[] _slots = BitOperations.IsPow2(slots) && slots >= Ways
        ? new PooledSeries?[slots]
        : throw new ArgumentOutOfRangeException(nameof(slots), slots, "The number of slots is not a power of two from 4 on.");

    private int _next;

    /// <summary>The series; <paramref name="pairs"/> are label names and values in turn, in any order.</summary>
    public PooledSeries Get(string service, string metric, string? unit, ReadOnlySpan<string> pairs)
    {
        var labels = LabelSet.FromPairs(pairs.ToArray());
        return Keep(new PooledSeries(service, metric, unit, labels, SeriesId.Create(service, metric, labels)));
    }

    /// <summary>The series of a canonical id in UTF-8; null when it is none.</summary>
    /// <exception cref="DecoderFallbackException">The bytes are not valid UTF-8.</exception>
    public PooledSeries? Find(ReadOnlySpan<byte> id, string? unit)
    {
        var bucket = BucketOf(Utf8Hash.Of(id));
        for (var way = 0; way < Ways; way++)
        {
            if (Volatile.Read(ref bucket[way]) is { } known && known.Utf8.AsSpan().SequenceEqual(id) && known.Unit == unit)
            {
                return known;
            }
        }

        var text = TextPool.Strict.GetString(id);
        return SeriesId.TryParse(text, out var parts) ? Keep(new PooledSeries(parts.Service, parts.Metric, unit, parts.Labels, new SeriesId(text))) : null;
    }

    private PooledSeries Keep(PooledSeries series)
    {
        var bucket = BucketOf(series.Hash);
        var free = -1;
        for (var way = 0; way < Ways; way++)
        {
            var known = Volatile.Read(ref bucket[way]);
            if (known is null)
            {
                free = way;
            }
            else if (known.Hash == series.Hash && known.Series == series.Series && known.Unit == series.Unit)
            {
                return known;
            }
        }

        Volatile.Write(ref bucket[free >= 0 ? free : Interlocked.Increment(ref _next) & (Ways - 1)], series);
        return series;
    }

    private Span<PooledSeries?> BucketOf(ulong hash) => _slots.AsSpan((int)(hash >> 32) & (_slots.Length - Ways), Ways);
}
