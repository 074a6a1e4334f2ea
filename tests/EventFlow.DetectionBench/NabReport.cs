namespace EventFlow.DetectionBench;

/// <summary>Scores by the rules of NAB: the best threshold for all files (as its tables are made), one chosen on other files, and the detector's own alarms.</summary>
internal sealed class NabReport(IReadOnlyList<LabelledSeries> series) : IBenchReport
{
    private readonly NabScorer[] _scorers = [.. series.Select(static s => new NabScorer(s))];
    private readonly string[] _categories = [.. series.Select(static s => s.Name.Split('/')[0])];

    public void Head() => Console.WriteLine($"{"detector",-20} standard   low FP   low FN  cross-val.  by category  own alarms  windows  false  threshold  {RunCost.Head}");

    public void Row(string detector, IReadOnlyList<DetectorRun> runs)
    {
        var best = NabProfile.All.Select(p => Fitted(runs, p)).ToList();
        var own = Sum(runs, static r => r.Alarms, 0.5);
        Console.WriteLine(
            $"{detector,-20} {best[0].Score,8:0.0} {best[1].Score,8:0.0} {best[2].Score,8:0.0} {CrossValidated(runs, Folds.Of(runs.Count)),11:0.0} {CrossValidated(runs, Folds.By(_categories)),12:0.0} {own.Normalised(NabProfile.Standard),11:0.0} " +
            $"{own.Hits,5}/{own.Windows,-3} {own.FalseAlarms,4} {best[0].Threshold,10:0.###}  {RunCost.Of(runs)}");
    }

    public void PerSeries(IReadOnlyList<DetectorRun> runs)
    {
        for (var i = 0; i < runs.Count; i++)
        {
            var own = _scorers[i].At(runs[i].Alarms, 0.5);
            Console.WriteLine($"    {runs[i].Series.Name,-58} {own.Hits}/{own.Windows} windows, {own.FalseAlarms,3} false, sum {own.Raw(NabProfile.Standard),6:0.00}");
        }
    }

    public void Own(string title, IReadOnlyList<DetectorRun> runs)
    {
        var own = Sum(runs, static r => r.Alarms, 0.5);
        Console.WriteLine($"{title,-30} own {own.Normalised(NabProfile.Standard),6:0.0}, {own.Hits}/{own.Windows} windows, {own.FalseAlarms} false");
    }

    public void Nested(IEnumerable<IReadOnlyList<DetectorRun>> settings)
    {
        var tallies = settings.Select(runs => runs.Select((r, i) => _scorers[i].At(r.Alarms, 0.5)).ToArray()).ToList();
        double Chosen(IEnumerable<(IReadOnlyList<int> Training, IReadOnlyList<int> Held)> folds) =>
            Folds.Choose(tallies, folds, static t => t.Normalised(NabProfile.Standard)).Normalised(NabProfile.Standard);
        var all = tallies.ConvertAll(static t => t.Aggregate(static (a, b) => a + b).Normalised(NabProfile.Standard));
        Console.WriteLine(
            $"    nested choice of {tallies.Count} settings: own {Chosen(Folds.Of(_scorers.Length)):0.0} by series, {Chosen(Folds.By(_categories)):0.0} by category; best {all.Max():0.0}, mean {all.Average():0.0}");
    }

    public void Published() => Console.WriteLine("""
        published, whole set        standard   low FP   low FN
        ARTime                          74.9     65.1     80.4
        Numenta HTM                     70.1     63.1     74.3
        CAD OSE                         69.9     67.0     73.2
        Skyline (earthgecko)            58.2     46.2     63.9
        KNN-CAD                         58.0     43.4     64.8
        Relative Entropy                54.6     47.6     58.8
        Random Cut Forest               51.7     38.4     59.7
        Twitter ADVec                   47.1     33.6     53.5
        Windowed Gaussian               39.6     20.9     47.4
        open part, standard: ARTime 74.8, CAD OSE 70.5, Numenta HTM 69.4, Windowed Gaussian 39.4
        """);

    private (double Score, double Threshold) Fitted(IReadOnlyList<DetectorRun> runs, NabProfile profile)
    {
        var threshold = NabScorer.Best(runs.Select((r, i) => (_scorers[i], r.Scores)), profile);
        return (Sum(runs, static r => r.Scores, threshold).Normalised(profile), threshold);
    }

    private double CrossValidated(IReadOnlyList<DetectorRun> runs, IEnumerable<(IReadOnlyList<int> Training, IReadOnlyList<int> Held)> folds)
    {
        var sum = default(NabTally);
        foreach (var (training, held) in folds)
        {
            var threshold = NabScorer.Best(training.Select(i => (_scorers[i], runs[i].Scores)), NabProfile.Standard);
            sum = held.Aggregate(sum, (total, i) => total + _scorers[i].At(runs[i].Scores, threshold));
        }

        return sum.Normalised(NabProfile.Standard);
    }

    private NabTally Sum(IReadOnlyList<DetectorRun> runs, Func<DetectorRun, double[]> output, double threshold) =>
        runs.Select((r, i) => _scorers[i].At(output(r), threshold)).Aggregate(static (a, b) => a + b);
}
