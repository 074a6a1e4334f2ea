using System.Globalization;
using System.Text;

namespace EventFlow.Dashboard.Charts;

/// <summary>The outline of a tiny chart. The scale begins at zero unless the values are far from it.</summary>
public static class SparkPath
{
    /// <summary>The line as SVG path data in a box, and where it ends; empty for fewer than two values.</summary>
    public static (string Line, double EndX, double EndY) Of(IReadOnlyList<double> values, double width, double height)
    {
        if (values.Count < 2) return ("", 0, 0);
        double low = double.MaxValue, high = double.MinValue;
        foreach (var v in values)
        {
            low = Math.Min(low, v);
            high = Math.Max(high, v);
        }
        if (low >= 0 && low < high * 0.6) low = 0;
        // A line that hardly moves is drawn flat, not as the noise it is.
        var span = Math.Max(high - low, Math.Max(Math.Abs(high) * 0.05, 1e-9));
        var middle = (high + low) / 2;
        if (high - low < span) low = middle - span / 2;
        var text = new StringBuilder(values.Count * 10);
        double x = 0, y = 0;
        for (var i = 0; i < values.Count; i++)
        {
            x = width * i / (values.Count - 1);
            y = height - 1 - (height - 2) * (values[i] - low) / span;
            text.Append(i == 0 ? 'M' : 'L').Append(x.ToString("0.#", CultureInfo.InvariantCulture)).Append(' ').Append(y.ToString("0.#", CultureInfo.InvariantCulture));
        }
        return (text.ToString(), x, y);
    }
}
