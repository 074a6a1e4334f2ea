namespace EventFlow.SegmentLog;

/// <summary>The segments of a partition, oldest first. The committer changes it; readers take a snapshot.</summary>
internal sealed class SegmentSet(IEnumerable<Segment> segments)
{
    private volatile Segment[] _segments = [.. segments];
    private volatile bool _closed;

    public Segment[] Snapshot => _segments;

    public Segment Active => _segments[^1];

    /// <summary>True once the log is closed and reading must stop.</summary>
    public bool Closed
    {
        get => _closed;
        set => _closed = value;
    }

    public long FirstOffset => _segments[0].BaseOffset;

    public long NextOffset => _segments[^1].Summary.EndOffset;

    public void Add(Segment segment) => _segments = [.. _segments, segment];

    public void RemoveOldest() => _segments = _segments[1..];

    /// <summary>The segment that holds the offset; the first one for offsets before it.</summary>
    public Segment Find(long offset)
    {
        var segments = _segments;
        var (low, high) = (0, segments.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = segments[middle].BaseOffset <= offset ? (middle + 1, high) : (low, middle);
        }

        return segments[Math.Max(0, low - 1)];
    }

    /// <summary>The segment after a sealed one; null if that is the last, or if retention has removed it meanwhile: <paramref name="removed"/> tells which.</summary>
    public Segment? After(Segment segment, out bool removed)
    {
        var segments = _segments;
        var at = Array.IndexOf(segments, segment);
        removed = at < 0;
        return at >= 0 && at + 1 < segments.Length ? segments[at + 1] : null;
    }
}
