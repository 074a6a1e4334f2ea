using EventFlow.Rules;
using EventFlow.Series;

namespace EventFlow.Replay;

/// <summary>One series of a scratch space. It is judged on any thread, one at a time; everything else is for the thread of the space, while nothing is judged.</summary>
internal sealed class ScratchSeries
{
    private readonly SeriesEngine _engine;
    private readonly List<AnomalyMark> _marks = [];
    private long _samples;
    private long _anomalies;
    private int _alerts;

    public ScratchSeries(SeriesId id, SeriesOptions options)
    {
        _engine = new(id, options, new());
        _engine.Marked = (_, mark) => _marks.Add(mark);
    }

    public ReplaySeries Summary => new(_engine.Id.Value, Interlocked.Read(ref _samples), _anomalies, _alerts);

    /// <summary>Number of the last work this series is part of. The work itself would tie what is old to what is new, ten thousand times, and each collection of garbage would look there.</summary>
    public long Work { get; set; }

    /// <summary>Runs the rules; what they find waits for <see cref="Tell"/>.</summary>
    public void Judge(SeriesBatch batch, RuleSnapshot rules)
    {
        Interlocked.Add(ref _samples, _engine.Apply(batch, rules));
        _engine.Decisions.Clear();
    }

    public void Tell(ScratchFindings findings)
    {
        foreach (var mark in _marks)
            if (findings.Add(_engine.Id, mark)) _anomalies++;
        _marks.Clear();
        for (; _engine.Outbox.Count > 0; _engine.Confirm())
            if (findings.Add(_engine.Outbox[0])) _alerts++;
        foreach (var (rule, error) in _engine.Faults) findings.Add(rule, _engine.Id.Value, error);
        _engine.Faults.Clear();
    }
}
