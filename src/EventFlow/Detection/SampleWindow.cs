using System.Buffers;

namespace EventFlow.Detection;

/// <summary>
/// The newest samples of a series, limited by number and, if wanted, by age in event time. Parallel arrays that grow on demand; no sum is carried along, so that neither huge nor
/// tiny values leave rounding behind. At most 1,000 samples: they are measured on the stack.
/// </summary>
internal sealed class SampleWindow(int maxSamples, long maxAgeMs)
{
    private const int FirstCapacity = 16;

    private double[] _values = [];
    private long[] _times = [];
    private int _start;

    public int Count { get; private set; }

    private bool HasTimes => maxAgeMs > 0;

    public void Clear() => (_start, Count) = (0, 0);

    /// <summary>Adds the newest sample and drops the oldest when there are too many. Times must not descend.</summary>
    public void Add(long time, double value)
    {
        if (Count == maxSamples) DropOldest();
        if (Count == _values.Length) Grow();
        var at = (_start + Count) % _values.Length;
        _values[at] = value;
        if (HasTimes) _times[at] = time;
        Count++;
    }

    /// <summary>Drops what is too old as of an event time.</summary>
    public void DropBefore(long now)
    {
        if (!HasTimes || now < long.MinValue + maxAgeMs) return;
        while (Count > 0 && _times[_start] < now - maxAgeMs) DropOldest();
    }

    /// <summary>Copies the values from the oldest on.</summary>
    public void CopyTo(Span<double> values)
    {
        var first = _values.AsSpan(_start, Math.Min(Count, _values.Length - _start));
        first.CopyTo(values);
        _values.AsSpan(0, Count - first.Length).CopyTo(values[first.Length..]);
    }

    /// <summary>Mean, sample deviation and least value; exact to rounding for values of any magnitude.</summary>
    public WindowStatistics Measure()
    {
        if (Count == 0) return default;

        // From the oldest on, wherever the ring begins: a sum depends on its order, and a window that was saved and loaded must come to the same bits.
        Span<double> values = stackalloc double[Count];
        CopyTo(values);
        var (least, most) = Sweep.Extent(values);
        var largest = Math.Max(Math.Abs(least), Math.Abs(most));
        if (largest == 0) return new(Count, 0, 0, 0);

        // Squares of values beyond this would overflow or vanish; there the largest value becomes the unit. A power of two, so that nothing is rounded.
        var unit = largest is > 1e140 or < 1e-140 ? Math.ScaleB(1, Math.ILogB(largest)) : 1;
        if (unit != 1) return Measure(unit, least);
        var mean = Sweep.Sum(values) / Count;
        return new(Count, mean, DeviationOf(Sweep.Squares(values, mean), largest), least);
    }

    private WindowStatistics Measure(double unit, double least)
    {
        double sum = 0, squares = 0, largest = 0;
        for (var i = 0; i < Count; i++) sum += At(i) / unit;
        var mean = sum / Count;
        for (var i = 0; i < Count; i++)
        {
            var value = At(i) / unit;
            squares += (value - mean) * (value - mean);
            largest = Math.Max(largest, Math.Abs(value));
        }

        return new(Count, Math.Clamp(mean * unit, -double.MaxValue, double.MaxValue), Math.Min(DeviationOf(squares, largest) * unit, double.MaxValue), least);
    }

    // Rounding of the mean alone must not pass for noise of a constant series.
    private double DeviationOf(double squares, double largest)
    {
        var deviation = Count > 1 ? Math.Sqrt(squares / (Count - 1)) : 0;
        return deviation < 1e-14 * largest ? 0 : deviation;
    }

    public void Save(IBufferWriter<byte> state)
    {
        state.WriteInt32(Count);
        for (var i = 0; i < Count; i++)
        {
            state.WriteDouble(At(i));
            if (HasTimes) state.WriteInt64(_times[(_start + i) % _times.Length]);
        }
    }

    public void Load(ref StateReader state)
    {
        Clear();
        var count = state.ReadInt32(0, maxSamples);
        for (var i = 0; i < count && !state.Failed; i++)
        {
            var value = state.ReadDouble();
            Add(HasTimes ? state.ReadInt64() : 0, value);
        }
    }

    private double At(int index)
    {
        var at = _start + index;
        return _values[at < _values.Length ? at : at - _values.Length];
    }

    private void DropOldest()
    {
        _start = (_start + 1) % _values.Length;
        Count--;
    }

    private void Grow()
    {
        var capacity = Math.Min(maxSamples, Math.Max(FirstCapacity, _values.Length * 2));
        var values = new double[capacity];
        var times = HasTimes ? new long[capacity] : _times;
        for (var i = 0; i < Count; i++)
        {
            values[i] = At(i);
            if (HasTimes) times[i] = _times[(_start + i) % _times.Length];
        }

        (_values, _times, _start) = (values, times, 0);
    }
}
