using System.Numerics;

namespace EventFlow.EventStore;

/// <summary>
/// Gives one <see cref="PooledSeries"/> for equal service, metric, unit and labels, so that the text of a series' identity is built when it is first
/// met and not for every sample. Bounded like <see cref="TextPool"/>. Thread safe.
/// </summary>
/// <param name="slots">Places in the table, a power of two. Default 32,768.</param>
public sealed class SeriesPool(int slots = 32_768)
{
    private readonly PooledSeries?[] _slots = BitOperations.IsPow2(slots)
        ? new PooledSeries?[slots]
        : throw new ArgumentOutOfRangeException(nameof(slots), slots, "The number of slots is not a power of two.");

    /// <summary>The series; <paramref name="pairs"/> are label names and values in turn, in any order.</summary>
    public PooledSeries Get(string service, string metric, string? unit, ReadOnlySpan<string> pairs)
    {
        var hash = new HashCode();
        hash.Add(service);
        hash.Add(metric);
        hash.Add(unit);
        foreach (var text in pairs)
        {
            hash.Add(text);
        }

        ref var slot = ref _slots[(uint)hash.ToHashCode() & (uint)(_slots.Length - 1)];
        var known = Volatile.Read(ref slot);
        if (known is not null && known.Service == service && known.Metric == metric && known.Unit == unit && HasLabels(known.Labels, pairs))
        {
            return known;
        }

        var labels = LabelSet.FromPairs(pairs.ToArray());
        var series = new PooledSeries(service, metric, unit, labels, SeriesId.Create(service, metric, labels));
        Volatile.Write(ref slot, series);
        return series;
    }

    private static bool HasLabels(LabelSet labels, ReadOnlySpan<string> pairs)
    {
        if (labels.Count * 2 != pairs.Length)
        {
            return false;
        }

        for (var i = 0; i < labels.Count; i++)
        {
            var (name, value) = labels.At(i);
            if (name != pairs[i * 2] || value != pairs[i * 2 + 1])
            {
                return false;
            }
        }

        return true;
    }
}
