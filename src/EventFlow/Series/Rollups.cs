namespace EventFlow.Series;

/// <summary>
/// Average, least, greatest and number of the samples of each span of fixed length, by event time: the newest spans that hold any, oldest first. A late sample joins its span while that is kept.
/// </summary>
public sealed class Rollups(long stepMs, int capacity)
{
    private const int FirstCapacity = 4;

    private SeriesPoint[] _points = [];
    private int _start;

    /// <summary>Length of a span in milliseconds.</summary>
    public long Step => stepMs;

    /// <summary>Spans kept.</summary>
    public int Count { get; private set; }

    /// <summary>Start of the newest span that is no longer kept.</summary>
    public long DroppedThrough { get; private set; } = long.MinValue;

    /// <summary>The span at a position, oldest first.</summary>
    public SeriesPoint this[int index] => _points[At(index)];

    /// <summary>Adds a sample to its span.</summary>
    public void Add(long time, double value)
    {
        var start = time - ((time % stepMs) + stepMs) % stepMs;
        var index = Count;
        while (index > 0 && this[index - 1].Time > start) index--;
        if (index > 0 && this[index - 1].Time == start) _points[At(index - 1)] = Points.Join(this[index - 1], new(start, value, value, value, 1));
        else Insert(index, new(start, value, value, value, 1));
    }

    /// <summary>Position of the first span that ends after a time.</summary>
    public int Find(long time)
    {
        var index = 0;
        while (index < Count && this[index].Time + stepMs <= time) index++;
        return index;
    }

    /// <summary>The spans as bytes.</summary>
    public byte[] Save()
    {
        var writer = new PackedWriter();
        writer.WriteTime(DroppedThrough);
        writer.WriteCount(Count);
        for (var i = 0; i < Count; i++)
        {
            var point = this[i];
            writer.WriteTime(point.Time);
            writer.WriteCount(point.Count);
            writer.WriteValue(point.Average);
            if (point.Count == 1) continue;
            writer.WriteValue(point.Min);
            writer.WriteValue(point.Max);
        }

        return writer.ToArray();
    }

    /// <summary>Takes back what <see cref="Save"/> gave; damaged bytes leave nothing.</summary>
    public void Load(byte[] bytes)
    {
        (_start, Count, DroppedThrough) = (0, 0, long.MinValue);
        var reader = new PackedReader(bytes);
        var dropped = reader.ReadTime();
        var count = reader.ReadCount();
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var (time, samples, average) = (reader.ReadTime(), reader.ReadCount(), reader.ReadValue());
            Insert(Count, samples == 1 ? new(time, average, average, average, 1) : new(time, average, reader.ReadValue(), reader.ReadValue(), samples));
        }

        if (reader.Failed) (_start, Count, DroppedThrough) = (0, 0, long.MinValue);
        else DroppedThrough = Math.Max(DroppedThrough, dropped);
    }

    private void Insert(int index, SeriesPoint point)
    {
        if (Count == capacity)
        {
            DroppedThrough = Math.Max(DroppedThrough, index == 0 ? point.Time : this[0].Time);
            if (index == 0) return;
            _start = (_start + 1) % _points.Length;
            Count--;
            index--;
        }

        if (Count == _points.Length) Grow();
        for (var i = Count++; i > index; i--) _points[At(i)] = _points[At(i - 1)];
        _points[At(index)] = point;
    }

    private int At(int index)
    {
        var at = _start + index;
        return at < _points.Length ? at : at - _points.Length;
    }

    private void Grow()
    {
        var points = new SeriesPoint[Math.Min(capacity, Math.Max(FirstCapacity, _points.Length * 2))];
        for (var i = 0; i < Count; i++) points[i] = this[i];
        (_points, _start) = (points, 0);
    }
}
