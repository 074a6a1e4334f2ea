using System.Numerics;

namespace EventFlow.Load;

/// <summary>
/// Counts of durations in microseconds, in buckets whose width grows with the value: each power of two is cut into 1,024, so a percentile is at most 0.1 % too high, and never too low.
/// The range is 0 to 2^40 µs (12 days); larger ones count as that. Not thread safe: one per connection, merged at the end.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int PrecisionBits = 10;
    private const int SubBuckets = 1 << PrecisionBits;
    private const long Largest = 1L << 40;

    private readonly long[] _counts = new long[IndexOf(Largest) + 1];
    private long _sum;

    /// <summary>Durations counted.</summary>
    public long Count { get; private set; }

    /// <summary>The longest, µs, exact; 0 when there is none.</summary>
    public long Max { get; private set; }

    /// <summary>The shortest, µs, exact; 0 when there is none.</summary>
    public long Min { get; private set; }

    /// <summary>The mean, µs; 0 when there is none.</summary>
    public double Mean => Count == 0 ? 0 : (double)_sum / Count;

    /// <summary>Counts a duration; a negative one, which clocks of different origin could give, counts as 0.</summary>
    public void Record(TimeSpan duration) => Record(duration.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Counts a duration of so many microseconds.</summary>
    public void Record(long microseconds)
    {
        var value = Math.Clamp(microseconds, 0, Largest);
        _counts[IndexOf(value)]++;
        Min = Count == 0 ? value : Math.Min(Min, value);
        Max = Math.Max(Max, value);
        _sum += value;
        Count++;
    }

    /// <summary>Adds what another has counted.</summary>
    public void Add(LatencyHistogram other)
    {
        if (other.Count == 0)
        {
            return;
        }

        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Min = Count == 0 ? other.Min : Math.Min(Min, other.Min);
        Max = Math.Max(Max, other.Max);
        _sum += other._sum;
        Count += other.Count;
    }

    /// <summary>The smallest duration, µs, that at least this share (0 to 1) of all does not exceed; 0 when there is none.</summary>
    public long Percentile(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        var wanted = Math.Max(1, (long)Math.Ceiling(share * Count));
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted)
            {
                return Math.Min(Max, HighestOf(i));
            }
        }

        return 0;
    }

    /// <summary>The bucket of a value: below 2,048 the value itself, above the power of two and its highest ten bits.</summary>
    internal static int IndexOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - PrecisionBits);
        return (shift << PrecisionBits) + (int)(value >> shift);
    }

    /// <summary>The largest value of a bucket.</summary>
    internal static long HighestOf(int index)
    {
        var shift = Math.Max(0, (index >> PrecisionBits) - 1);
        return ((long)(index - (shift << PrecisionBits)) << shift) + (1L << shift) - 1;
    }
}
