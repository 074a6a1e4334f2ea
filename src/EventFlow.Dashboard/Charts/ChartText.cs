using EventFlow.Dashboard.Formatting;

namespace EventFlow.Dashboard.Charts;

/// <summary>A chart in words, for those who cannot see it.</summary>
public static class ChartText
{
    private const int MostLines = 6;

    /// <summary>What the lines do: latest, lowest, highest; and how many anomalies there are.</summary>
    public static string Describe(string title, ChartData data)
    {
        var parts = new List<string>();
        foreach (var line in data.Lines.Where(static l => l.V.Length > 0).Take(MostLines))
        {
            var name = data.Lines.Count > 1 ? line.Label + ": " : "";
            parts.Add($"{name}latest {Format.Value(line.V[^1], data.Unit)}, lowest {Format.Value((line.Lo ?? line.V).Min(), data.Unit)}, highest {Format.Value((line.Hi ?? line.V).Max(), data.Unit)}");
        }
        if (parts.Count == 0) return $"{title}: no samples in this range.";
        if (data.Lines.Count > MostLines) parts.Add($"and {data.Lines.Count - MostLines} more lines");
        if (data.Markers.Count > 0) parts.Add(data.Markers.Count == 1 ? "1 anomaly" : $"{data.Markers.Count} anomalies");
        foreach (var t in data.Thresholds.Take(3)) parts.Add($"threshold {Format.Value(t.Value, data.Unit)} of {t.Label}");
        return $"{title}, {Format.Duration(data.To - data.From)}: {string.Join("; ", parts)}.";
    }
}
