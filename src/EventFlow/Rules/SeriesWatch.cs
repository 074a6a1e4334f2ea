using EventFlow.Detection;

namespace EventFlow.Rules;

/// <summary>The rules that watch one series.</summary>
public sealed class SeriesWatch(SeriesParts series) : Watch<ISeriesDetector>
{
    private string? _id;

    /// <summary>Takes a sample; one older than the newest changes nothing. The unit is for sentences.</summary>
    public void Observe(long time, double value, string? unit, WatchOutput output) => Each(time, (time, new Reading(series.Metric, value, unit)), output, static (entry, input, output) =>
    {
        var (time, reading) = input;
        if (time < entry.Evaluator.State.LastTime) return;
        var judgement = entry.Temper(time, reading, entry.Detector.Observe(new(time, reading.Value)), output);
        output.Mark(entry.Rule, time, reading.Value, judgement);
        output.Add(entry.Rule, entry.Evaluator.Observe(time, reading, judgement));
    });

    private protected override string Subject => _id ??= SeriesId.Create(series.Service, series.Metric, series.Labels).Value;

    private protected override CompiledRule[] Match(RuleSnapshot snapshot) => snapshot.For(series);

    private protected override ISeriesDetector Resume(CompiledRule rule, byte[]? state, out bool resumed) => rule.Detector.ResumeForSeries(state, out resumed);

    private protected override byte[] Save(CompiledRule rule, ISeriesDetector detector) => rule.Detector.Save(detector);
}
