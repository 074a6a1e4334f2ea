namespace EventFlow.Dashboard.Charts;

/// <summary>A line as parallel arrays: times (unix ms), values, and the lowest and highest of each span where they are known.</summary>
public sealed record ChartLine(string Label, int Color, long[] T, double[] V, double[]? Lo, double[]? Hi)
{
    internal static ChartLine From(SeriesData data, string label, int color, bool band)
    {
        var n = data.Points.Count;
        var line = new ChartLine(label, color, new long[n], new double[n], band ? new double[n] : null, band ? new double[n] : null);
        for (var i = 0; i < n; i++)
        {
            var p = data.Points[i];
            line.T[i] = p.Time;
            line.V[i] = Short(p.Average);
            if (!band) continue;
            line.Lo![i] = Short(p.Min);
            line.Hi![i] = Short(p.Max);
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
