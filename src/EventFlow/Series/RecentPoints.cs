namespace EventFlow.Series;

/// <summary>The newest samples in order of event time: a ring of two parallel arrays that grows on demand. A late sample takes its place; one that is older than all kept is passed over.</summary>
public sealed class RecentPoints(int capacity)
{
    private const int FirstCapacity = 16;

    private long[] _times = [];
    private double[] _values = [];
    private int _start;

    /// <summary>Samples kept.</summary>
    public int Count { get; private set; }

    /// <summary>Event time of the newest sample that is no longer kept; the ring is complete from just after it on.</summary>
    public long DroppedThrough { get; private set; } = long.MinValue;

    /// <summary>The sample at a position, oldest first.</summary>
    public (long Time, double Value) this[int index]
    {
        get
        {
            var at = At(index);
            return (_times[at], _values[at]);
        }
    }

    /// <summary>Adds a sample.</summary>
    public void Add(long time, double value)
    {
        if (Count == capacity)
        {
            var oldest = _times[_start];
            if (time < oldest)
            {
                DroppedThrough = Math.Max(DroppedThrough, time);
                return;
            }

            DroppedThrough = Math.Max(DroppedThrough, oldest);
            _start = (_start + 1) % _times.Length;
            Count--;
        }

        if (Count == _times.Length) Grow();
        var index = Count++;
        for (; index > 0 && _times[At(index - 1)] > time; index--) Move(index - 1, index);
        _times[At(index)] = time;
        _values[At(index)] = value;
    }

    /// <summary>Position of the first sample at or after a time.</summary>
    public int Find(long time)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_times[At(middle)] < time) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>The samples as bytes.</summary>
    public byte[] Save()
    {
        var writer = new PackedWriter();
        writer.WriteTime(DroppedThrough);
        writer.WriteCount(Count);
        for (var i = 0; i < Count; i++)
        {
            writer.WriteTime(this[i].Time);
            writer.WriteValue(this[i].Value);
        }

        return writer.ToArray();
    }

    /// <summary>Takes back what <see cref="Save"/> gave; damaged bytes leave the ring empty.</summary>
    public void Load(byte[] bytes)
    {
        (_start, Count, DroppedThrough) = (0, 0, long.MinValue);
        var reader = new PackedReader(bytes);
        var dropped = reader.ReadTime();
        var count = reader.ReadCount();
        for (var i = 0; i < count && !reader.Failed; i++) Add(reader.ReadTime(), reader.ReadValue());
        if (reader.Failed) (_start, Count, DroppedThrough) = (0, 0, long.MinValue);
        else DroppedThrough = Math.Max(DroppedThrough, dropped);
    }

    private int At(int index)
    {
        var at = _start + index;
        return at < _times.Length ? at : at - _times.Length;
    }

    private void Move(int from, int to)
    {
        _times[At(to)] = _times[At(from)];
        _values[At(to)] = _values[At(from)];
    }

    private void Grow()
    {
        var size = Math.Min(capacity, Math.Max(FirstCapacity, _times.Length * 2));
        var times = new long[size];
        var values = new double[size];
        for (var i = 0; i < Count; i++) (times[i], values[i]) = this[i];
        (_times, _values, _start) = (times, values, 0);
    }
}
