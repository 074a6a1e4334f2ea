namespace EventFlow.Dashboard.Charts;

/// <summary>What a chart draws, in the form its script takes. Times are unix ms; <paramref name="Window"/> is null when the range stands still.</summary>
public sealed record ChartData(
    IReadOnlyList<ChartLine> Lines, string Unit, long Step, IReadOnlyList<ChartThreshold> Thresholds, IReadOnlyList<ChartMarker> Markers, IReadOnlyList<ChartSpan> Spans,
    long From, long To, long? Window)
{
    /// <summary>The data of several series on one chart. A band is drawn only for a single series: minimum and maximum of rollups, what was expected of samples.</summary>
    public static ChartData Of(IReadOnlyList<(SeriesData Data, string Label, int Color)> series, string unit, TimeRange range, long now, IReadOnlyList<ChartSpan>? spans = null)
    {
        var lines = new List<ChartLine>(series.Count);
        var thresholds = new Dictionary<(double, Severity), ChartThreshold>();
        var markers = new List<ChartMarker>();
        foreach (var (data, label, color) in series)
        {
            lines.Add(ChartLine.From(data, label, color, band: series.Count == 1));
            foreach (var t in data.Thresholds) thresholds.TryAdd((t.Value, t.Severity), new(t.Value, t.RuleName, Word(t.Severity)));
            foreach (var m in data.Markers) markers.Add(new(m.Time, m.Value, Text(m, series.Count > 1 ? label : null), m.Expected, Word(m.Severity)));
        }
        var (from, to) = range.At(now);
        var step = series.Count == 0 ? 0 : series.Max(static s => s.Data.Step);
        return new(lines, unit, step, [.. thresholds.Values], markers, spans ?? [], from, to, range.IsLive ? range.Window : null);
    }

    private static string Text(SeriesMarker marker, string? label) =>
        marker.RuleName + (label is null ? "" : $" ({label})") + (marker.Reason is null ? "" : $": {marker.Reason}");

    /// <summary>The word the script knows a severity by.</summary>
    public static string Word(Severity severity) => severity.ToString().ToLowerInvariant();
}
