namespace EventFlow.DetectionBench;

/// <summary>
/// The same recordings in a form nobody has chosen a setting by: turned over, begun later, thinned, noisy, compressed, at another time of day. A detector that is general keeps most of its
/// score; what it loses says how far its settings lean on the recordings as they are. Windows that no longer lie within what is scored make every detector lose.
/// </summary>
internal static class Perturbations
{
    private const double NoiseShare = 0.03;
    private const double LaterStart = 0.12;
    private const long HoursLater = 5 * 3_600_000L + 7 * 60_000L;

    public static readonly IReadOnlyList<(string Name, Func<LabelledSeries, LabelledSeries> Of)> All =
    [
        ("turned over", static s => Values(s, static v => -v)),
        ("without the first 12 %", static s => Rows(s, i => i >= (int)(LaterStart * s.Length))),
        ("first half", static s => Rows(s, i => i < s.Length / 2)),
        ("second half", static s => Rows(s, i => i >= s.Length / 2)),
        ("every other row", static s => Rows(s, static i => i % 2 == 0)),
        ("3 % noise", Noisy),
        ("logarithm", Logarithm),
        ("five hours later", static s => s with { Times = [.. s.Times.Select(static t => t + HoursLater)] }),
    ];

    private static LabelledSeries Values(LabelledSeries series, Func<double, double> change) => series with { Values = [.. series.Values.Select(change)] };

    private static LabelledSeries Noisy(LabelledSeries series)
    {
        // The seed is that of the series, whatever others are in the folder.
        var (random, size) = (new Random(series.Length), NoiseShare * Deviation(series.Values));
        return Values(series, v => v + size * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }

    private static LabelledSeries Logarithm(LabelledSeries series)
    {
        var (least, size) = (series.Values.Min(), Deviation(series.Values));
        return size == 0 ? series : Values(series, v => Math.Log(1 + (v - least) / size));
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }

    private static LabelledSeries Rows(LabelledSeries series, Func<int, bool> keep)
    {
        var kept = Enumerable.Range(0, series.Length).Where(keep).ToArray();
        var anomalies = series.Anomalies
            .Select(a => (First: Array.FindIndex(kept, i => i >= a.First), Last: Array.FindLastIndex(kept, i => i <= a.Last)))
            .Where(static a => a.First >= 0 && a.Last >= a.First).ToList();
        return new(series.Name, [.. kept.Select(i => series.Stamps[i])], [.. kept.Select(i => series.Times[i])], [.. kept.Select(i => series.Values[i])], anomalies);
    }
}
