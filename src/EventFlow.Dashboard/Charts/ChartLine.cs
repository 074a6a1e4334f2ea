namespace EventFlow.Dashboard.Charts;

/// <summary>A line as parallel arrays: times (unix ms), values, and a band where it is known: lowest and highest of each span, or what was expected of each sample.</summary>
public sealed record ChartLine(string Label, int Color, long[] T, double[] V, double[]? Lo, double[]? Hi)
{
    internal static ChartLine From(SeriesData data, string label, int color, bool band)
    {
        var n = data.Points.Count;
        var expected = data.Step == 0 ? data.Expectations?.DistinctBy(static e => e.Time).ToDictionary(static e => e.Time) : null;
        band &= data.Step > 0 || expected is not null;
        var line = new ChartLine(label, color, new long[n], new double[n], band ? new double[n] : null, band ? new double[n] : null);
        for (var i = 0; i < n; i++)
        {
            var p = data.Points[i];
            line.T[i] = p.Time;
            line.V[i] = Short(p.Average);
            if (!band) continue;
            var (low, high) = expected is null ? (p.Min, p.Max) : expected.TryGetValue(p.Time, out var e) ? (e.Lower, e.Upper) : (p.Average, p.Average);
            line.Lo![i] = Short(low);
            line.Hi![i] = Short(high);
        }
        return line;
    }

    /// <summary>Six significant digits are more than a screen shows, and a third of the bytes.</summary>
    internal static double Short(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return 0;
        var digits = 6 - (int)Math.Ceiling(Math.Log10(Math.Abs(value)));
        return digits is >= 0 and <= 15 ? Math.Round(value, digits) : value;
    }
}
