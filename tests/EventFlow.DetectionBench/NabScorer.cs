namespace EventFlow.DetectionBench;

/// <summary>
/// The rules of the Numenta Anomaly Benchmark for one series. Rows of the first 15 % (750 at most) are not scored; the earliest alarm of a window counts for it, the more the earlier; every
/// alarming row outside costs, less when a window has just ended.
/// </summary>
internal sealed class NabScorer
{
    private readonly LabelledSeries _series;
    private readonly int[] _owner;
    private readonly double[] _gain;
    private readonly int _skip;

    public NabScorer(LabelledSeries series)
    {
        _series = series;
        _skip = Math.Min((int)Math.Floor(0.15 * series.Length), 750);
        _owner = new int[series.Length];
        _gain = new double[series.Length];
        Array.Fill(_owner, -1);
        Array.Fill(_gain, -1.0);
        for (var k = 0; k < series.Anomalies.Count; k++) Weigh(k);
        Reachable = _owner.Skip(_skip).Where(static o => o >= 0).Distinct().Count();
    }

    public int Reachable { get; }

    /// <summary>Rows that count, each with its window (-1 for none) and what an alarm there gains.</summary>
    public IEnumerable<(int Row, int Window, double Gain)> Rows => Enumerable.Range(_skip, _series.Length - _skip).Select(i => (i, _owner[i], _gain[i]));

    /// <summary>Alarms of one output at a threshold.</summary>
    public NabTally At(double[] scores, double threshold)
    {
        var got = new Dictionary<int, double>();
        var (cost, alarms) = (0.0, 0);
        foreach (var (row, window, gain) in Rows)
        {
            if (scores[row] < threshold) continue;
            if (window >= 0) got[window] = Math.Max(got.GetValueOrDefault(window, double.MinValue), gain);
            else (cost, alarms) = (cost + gain, alarms + 1);
        }

        return new(got.Values.Sum(), got.Count, cost, alarms, Reachable, _series.Anomalies.Count);
    }

    /// <summary>The threshold that is best for many series together, by a profile.</summary>
    public static double Best(IEnumerable<(NabScorer Scorer, double[] Scores)> outputs, NabProfile profile)
    {
        var rows = outputs.SelectMany(static (o, n) => o.Scorer.Rows.Select(r => (Score: o.Scores[r.Row], Key: (n, r.Window), r.Gain)))
            .Where(static r => r.Score > 0).OrderByDescending(static r => r.Score).ToList();
        var got = new Dictionary<(int, int), double>();
        var (sum, best, threshold) = (0.0, 0.0, double.PositiveInfinity);
        for (var i = 0; i < rows.Count;)
        {
            var score = rows[i].Score;
            for (; i < rows.Count && rows[i].Score == score; i++)
            {
                var (_, key, gain) = rows[i];
                if (key.Window < 0) sum += profile.FalseAlarm * gain;
                else if (!got.TryGetValue(key, out var old)) sum += profile.Hit * (got[key] = gain) + profile.Miss;
                else if (gain > old) sum += profile.Hit * ((got[key] = gain) - old);
            }

            if (sum > best) (best, threshold) = (sum, score);
        }

        return threshold;
    }

    private void Weigh(int k)
    {
        var (first, last) = _series.Anomalies[k];
        var width = last - first + 1;
        for (var i = first; i <= last; i++) (_owner[i], _gain[i]) = (k, Sigmoid(-(last - i + 1.0) / width) / Sigmoid(-1));
        var stop = k + 1 < _series.Anomalies.Count ? _series.Anomalies[k + 1].First : _series.Length;
        for (var i = last + 1; i < stop && width > 1 && i - last <= 3 * (width - 1); i++) _gain[i] = Sigmoid((i - last) / (width - 1.0));
    }

    private static double Sigmoid(double x) => 2 / (1 + Math.Exp(5 * x)) - 1;
}
