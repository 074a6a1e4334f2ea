using System.Globalization;

namespace EventFlow.Load;

/// <summary>Reads single figures out of a /metrics page.</summary>
internal static class PrometheusText
{
    /// <summary>The sum over all series of a name that hold a label pair such as <c>stream="service-logs"</c>; null when there is none.</summary>
    public static double? Sum(string page, string name, string label = "")
    {
        double? sum = null;
        foreach (var line in page.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith(name, StringComparison.Ordinal) || line.Length == name.Length || line[name.Length] is not ('{' or ' ') || (label.Length > 0 && !line.Contains(label, StringComparison.Ordinal)))
            {
                continue;
            }

            // A label's value may hold a blank, a figure none.
            if (double.TryParse(line[(line.LastIndexOf(' ') + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                sum = (sum ?? 0) + value;
            }
        }

        return sum;
    }
}
