namespace EventFlow.Services;

/// <summary>
/// The series of a service as each reported last. Those a service is summed up by are few of many, and it is summed up every second: they are told by their names once, when they come.
/// For one thread at a time.
/// </summary>
internal sealed class LatestSeries
{
    private readonly Dictionary<string, Entry> _entries;
    private readonly List<Entry> _summedUp = [];

    public LatestSeries(IReadOnlyCollection<SeriesInfo> saved)
    {
        _entries = new(saved.Count, StringComparer.Ordinal);
        foreach (var info in saved) TryPut(info, int.MaxValue);
    }

    public int Count => _entries.Count;

    public IEnumerable<SeriesInfo> All => _entries.Values.Select(static e => e.Info);

    /// <summary>Takes what a series reported, unless it is older than what is known of it; false when the series is beyond the limit.</summary>
    public bool TryPut(SeriesInfo info, int limit)
    {
        if (_entries.TryGetValue(info.Series.Value, out var entry))
        {
            if (entry.Info.LastTime <= info.LastTime) entry.Info = info;
            return true;
        }

        if (_entries.Count >= limit) return false;
        entry = new(WellKnownMetrics.Of(info.Metric), info);
        _entries.Add(info.Series.Value, entry);
        if (entry.Metric != WellKnownMetric.None) _summedUp.Add(entry);
        return true;
    }

    /// <summary>One figure of the series that are fresh: rates add up, of everything else the worst counts. Null when there is none.</summary>
    /// <param name="metric">Which.</param>
    /// <param name="freshSince">From what event time on a series is fresh, unix ms.</param>
    public double? SumUp(WellKnownMetric metric, long freshSince)
    {
        double? figure = null;
        foreach (var entry in _summedUp)
        {
            if (entry.Metric != metric || entry.Info.LastTime < freshSince) continue;
            var value = WellKnownMetrics.InOurUnit(metric, entry.Info.LastValue, entry.Info.Unit, entry.Info.Metric);
            figure = figure is not { } so ? value : metric == WellKnownMetric.RequestRate ? so + value : Math.Max(so, value);
        }

        return figure is { } number && double.IsFinite(number) ? number : null;
    }

    private sealed class Entry(WellKnownMetric metric, SeriesInfo info)
    {
        public WellKnownMetric Metric { get; } = metric;

        public SeriesInfo Info { get; set; } = info;
    }
}
