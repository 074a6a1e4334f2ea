namespace EventFlow.DetectionBench;

/// <summary>The delay-limited segment F1 of the AIOps 2018 protocol for one series: a segment counts with all its points when one of its first <see cref="Delay"/> + 1 points alarms.</summary>
internal sealed class KpiScorer
{
    /// <summary>Points after its first within which a segment has to be found.</summary>
    public const int Delay = 7;

    /// <summary>Points of a segment that count in the capped F1, which is not part of the protocol.</summary>
    public const int Cap = 40;

    private readonly LabelledSeries _series;
    private readonly bool[] _anomalous;

    public KpiScorer(LabelledSeries series)
    {
        _series = series;
        _anomalous = new bool[series.Length];
        foreach (var (first, last) in series.Anomalies) Array.Fill(_anomalous, true, first, last - first + 1);
    }

    /// <summary>Alarms of one output at a threshold.</summary>
    public KpiTally At(double[] scores, double threshold)
    {
        var (found, anomalous, hits, wrong) = (0L, 0L, 0, 0L);
        var (foundCapped, anomalousCapped) = (0L, 0L);
        foreach (var (first, last) in _series.Anomalies)
        {
            var length = last - first + 1;
            anomalous += length;
            anomalousCapped += Math.Min(length, Cap);
            if (Top(scores, first, last) < threshold) continue;
            found += length;
            foundCapped += Math.Min(length, Cap);
            hits++;
        }

        for (var i = 0; i < scores.Length; i++)
            if (!_anomalous[i] && scores[i] >= threshold) wrong++;
        return new(found, wrong, anomalous, hits, _series.Anomalies.Count, foundCapped, anomalousCapped);
    }

    /// <summary>The threshold that is best for many series together.</summary>
    public static double Best(IReadOnlyList<(KpiScorer Scorer, double[] Scores)> outputs)
    {
        var tops = outputs.SelectMany(static o => o.Scorer._series.Anomalies.Select(a => (Score: Top(o.Scores, a.First, a.Last), Length: a.Last - a.First + 1)))
            .OrderByDescending(static t => t.Score).ToList();
        var quiet = outputs.SelectMany(static o => o.Scores.Where((s, i) => s > 0 && !o.Scorer._anomalous[i])).ToArray();
        Array.Sort(quiet);
        var all = tops.Sum(static t => (long)t.Length);
        var (found, best, threshold) = (0L, 0.0, double.PositiveInfinity);
        for (var i = 0; i < tops.Count && tops[i].Score > 0;)
        {
            var score = tops[i].Score;
            for (; i < tops.Count && tops[i].Score == score; i++) found += tops[i].Length;
            var f1 = new KpiTally(found, quiet.Length - FirstAtLeast(quiet, score), all, 0, 0, 0, 0).F1;
            if (f1 > best) (best, threshold) = (f1, score);
        }

        return threshold;
    }

    private static double Top(double[] scores, int first, int last)
    {
        var top = double.MinValue;
        for (var i = first; i <= Math.Min(last, first + Delay); i++) top = Math.Max(top, scores[i]);
        return top;
    }

    private static int FirstAtLeast(double[] sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < value) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
