using EventFlow.Rules;
using EventFlow.Series;

namespace EventFlow.Replay;

/// <summary>One series of a scratch space.</summary>
internal sealed class ScratchSeries
{
    private readonly SeriesEngine _engine;
    private long _samples;
    private long _anomalies;
    private int _alerts;

    public ScratchSeries(SeriesId id, SeriesOptions options, ScratchFindings findings)
    {
        _engine = new(id, options, new());
        _engine.Marked = (series, mark) =>
        {
            if (findings.Add(series, mark)) _anomalies++;
        };
    }

    public ReplaySeries Summary => new(_engine.Id.Value, _samples, _anomalies, _alerts);

    public void Apply(SeriesBatch batch, RuleSnapshot rules, ScratchFindings findings)
    {
        _samples += _engine.Apply(batch, rules);
        for (; _engine.Outbox.Count > 0; _engine.Confirm())
            if (findings.Add(_engine.Outbox[0])) _alerts++;
        foreach (var (rule, error) in _engine.Faults) findings.Add(rule, _engine.Id.Value, error);
        _engine.Faults.Clear();
        _engine.Decisions.Clear();
    }
}
