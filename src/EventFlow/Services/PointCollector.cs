using EventFlow.Series;

namespace EventFlow.Services;

/// <summary>Collects samples in any order: as they are while they are few, joined into spans of equal length from then on.</summary>
internal sealed class PointCollector(SeriesRange range)
{
    private readonly long _step = Math.Max(1, (range.To - range.From + range.MaxPoints - 1) / range.MaxPoints);
    private readonly SortedDictionary<long, SeriesPoint> _spans = [];
    private List<SeriesPoint>? _raw = [];

    public void Add(long time, double value)
    {
        if (time < range.From || time >= range.To) return;
        var point = new SeriesPoint(time, value, value, value, 1);
        if (_raw is null)
        {
            Join(point);
            return;
        }

        _raw.Add(point);
        if (_raw.Count <= range.MaxPoints) return;
        foreach (var sample in _raw) Join(sample);
        _raw = null;
    }

    public (long Step, IReadOnlyList<SeriesPoint> Points) Finish() =>
        _raw is null ? (_step, [.. _spans.Values]) : (0, [.. _raw.OrderBy(static p => p.Time)]);

    private void Join(SeriesPoint point)
    {
        var start = range.From + (point.Time - range.From) / _step * _step;
        point = point with { Time = start };
        _spans[start] = _spans.TryGetValue(start, out var known) ? Points.Join(known, point) : point;
    }
}
