namespace EventFlow.DetectionBench;

/// <summary>Scores by the AIOps 2018 protocol: the best threshold for all series (as published tables choose it), one chosen on other series, and the detector's own alarms.</summary>
internal sealed class KpiReport(IReadOnlyList<LabelledSeries> series) : IBenchReport
{
    private readonly KpiScorer[] _scorers = [.. series.Select(static s => new KpiScorer(s))];

    public void Head() => Console.WriteLine($"{"detector",-20} best F1  cross-val.  own alarms  capped  precision  recall  segments  threshold  {RunCost.Head}");

    public void Row(string detector, IReadOnlyList<DetectorRun> runs)
    {
        var threshold = KpiScorer.Best([.. runs.Select((r, i) => (_scorers[i], r.Scores))]);
        var own = Sum(runs, static r => r.Alarms, 0.5);
        Console.WriteLine(
            $"{detector,-20} {Sum(runs, static r => r.Scores, threshold).F1,7:0.000} {CrossValidated(runs).F1,11:0.000} {own.F1,11:0.000} {own.CappedF1,7:0.000} {own.Precision,10:0.00} {own.Recall,7:0.00} " +
            $"{own.Hits,5}/{own.Segments,-4} {threshold,8:0.###}  {RunCost.Of(runs)}");
    }

    public void PerSeries(IReadOnlyList<DetectorRun> runs)
    {
        for (var i = 0; i < runs.Count; i++)
        {
            var own = _scorers[i].At(runs[i].Alarms, 0.5);
            Console.WriteLine($"    {runs[i].Series.Name,-38} F1 {own.F1:0.000}, precision {own.Precision:0.00}, recall {own.Recall:0.00}, {own.Hits}/{own.Segments} segments, {own.False} points false");
        }
    }

    public void Own(string title, IReadOnlyList<DetectorRun> runs)
    {
        var own = Sum(runs, static r => r.Alarms, 0.5);
        Console.WriteLine($"{title,-30} own F1 {own.F1:0.000}, capped {own.CappedF1:0.000}, precision {own.Precision:0.00}, recall {own.Recall:0.00}, {own.Hits}/{own.Segments} segments");
    }

    public void Nested(IEnumerable<IReadOnlyList<DetectorRun>> settings)
    {
        var tallies = settings.Select(runs => runs.Select((r, i) => _scorers[i].At(r.Alarms, 0.5)).ToArray()).ToList();
        var plain = Folds.Choose(tallies, Folds.Of(_scorers.Length), static t => t.F1).F1;
        var capped = Folds.Choose(tallies, Folds.Of(_scorers.Length), static t => t.CappedF1);
        var all = tallies.ConvertAll(static t => t.Aggregate(static (a, b) => a + b).F1);
        Console.WriteLine(
            $"    nested choice of {tallies.Count} settings: own F1 {plain:0.000} chosen by F1; {capped.F1:0.000} (capped {capped.CappedF1:0.000}) chosen by capped F1; best {all.Max():0.000}, mean {all.Average():0.000}");
    }

    public void Published() => Console.WriteLine("published, whole set, best F1 with delay 7: FluxEV .790, SR-CNN (supervised) .771, DONUT .729, SR .654, DSPOT .488; a z-score over 30 points .69");

    private KpiTally CrossValidated(IReadOnlyList<DetectorRun> runs)
    {
        var sum = default(KpiTally);
        foreach (var (training, held) in Folds.Of(runs.Count))
        {
            var threshold = KpiScorer.Best([.. training.Select(i => (_scorers[i], runs[i].Scores))]);
            sum = held.Aggregate(sum, (total, i) => total + _scorers[i].At(runs[i].Scores, threshold));
        }

        return sum;
    }

    private KpiTally Sum(IReadOnlyList<DetectorRun> runs, Func<DetectorRun, double[]> output, double threshold) =>
        runs.Select((r, i) => _scorers[i].At(output(r), threshold)).Aggregate(static (a, b) => a + b);
}
