using EventFlow.Rules;

namespace EventFlow.Series;

/// <summary>What is kept of a series in memory: recent samples, one-minute and one-hour rollups.</summary>
public sealed class SeriesHistory(SeriesOptions options)
{
    private const long MinuteMs = 60_000;
    private const long HourMs = 60 * MinuteMs;

    private readonly RecentPoints _recent = new(options.RecentPoints);
    private readonly Rollups _minutes = new(MinuteMs, options.MinuteRollups);
    private readonly Rollups _hours = new(HourMs, options.HourRollups);

    /// <summary>Adds a sample to every tier.</summary>
    public void Add(long time, double value)
    {
        _recent.Add(time, value);
        _minutes.Add(time, value);
        _hours.Add(time, value);
    }

    /// <summary>The points of a span, from the finest tier that holds all of it; else from the coarsest.</summary>
    public (string Tier, long Step, IReadOnlyList<SeriesPoint> Points) Query(SeriesRange range)
    {
        if (_recent.DroppedThrough < range.From) return Answer("memory", 0, Samples(range), range);
        return _minutes.DroppedThrough + MinuteMs <= range.From
            ? Answer("rollup-1m", MinuteMs, Spans(_minutes, range), range)
            : Answer("rollup-1h", HourMs, Spans(_hours, range), range);
    }

    /// <summary>
    /// What the detector of the first rule with a band makes of the recent samples of a span, begun anew on those that are kept: a picture, not what it said live, which the marks are.
    /// Null when no rule has a band, or too few samples are kept.
    /// </summary>
    public IReadOnlyList<SeriesExpectation>? Expect(IEnumerable<CompiledRule> rules, SeriesRange range) =>
        rules.Select(rule => Expect(rule, range)).FirstOrDefault(static expected => expected.Count > 0);

    /// <summary>Writes the tiers into a state.</summary>
    public void Save(MetricSeriesState state) => (state.Recent, state.Minutes, state.Hours) = (_recent.Save(), _minutes.Save(), _hours.Save());

    /// <summary>Takes the tiers from a state.</summary>
    public void Load(MetricSeriesState state)
    {
        if (state.Recent.Length > 0) _recent.Load(state.Recent);
        if (state.Minutes.Length > 0) _minutes.Load(state.Minutes);
        if (state.Hours.Length > 0) _hours.Load(state.Hours);
    }

    private List<SeriesExpectation> Expect(CompiledRule rule, SeriesRange range)
    {
        var expected = new List<SeriesExpectation>();
        var detector = rule.Detector.CreateForSeries();
        for (var i = 0; i < _recent.Count && _recent[i].Time < range.To; i++)
        {
            var judged = detector.Observe(new(_recent[i].Time, _recent[i].Value));
            if (_recent[i].Time >= range.From && judged is { Lower: { } lower, Upper: { } upper }) expected.Add(new(_recent[i].Time, lower, upper, judged.Score));
        }

        return expected;
    }

    private static (string, long, IReadOnlyList<SeriesPoint>) Answer(string tier, long step, List<SeriesPoint> points, SeriesRange range)
    {
        var (thinStep, thin) = Points.Thin(points, step, range.From, range.To, range.MaxPoints);
        return (tier, thinStep, thin);
    }

    private List<SeriesPoint> Samples(SeriesRange range)
    {
        var points = new List<SeriesPoint>();
        for (var i = _recent.Find(range.From); i < _recent.Count; i++)
        {
            var (time, value) = _recent[i];
            if (time >= range.To) break;
            points.Add(new(time, value, value, value, 1));
        }

        return points;
    }

    private static List<SeriesPoint> Spans(Rollups rollups, SeriesRange range)
    {
        var points = new List<SeriesPoint>();
        for (var i = rollups.Find(range.From); i < rollups.Count && rollups[i].Time < range.To; i++) points.Add(rollups[i]);
        return points;
    }
}
