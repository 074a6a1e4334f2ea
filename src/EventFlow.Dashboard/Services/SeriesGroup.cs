using EventFlow.Dashboard.Charts;
using EventFlow.Dashboard.Formatting;

namespace EventFlow.Dashboard.Services;

/// <summary>The series of one metric of a service, on one chart.</summary>
public sealed record SeriesGroup(string Metric, string Title, string Unit, IReadOnlyList<SeriesLine> Lines, int Hidden)
{
    private const int MostLines = 8;

    /// <summary>Groups series by metric: the well-known first, then by name.</summary>
    public static IReadOnlyList<SeriesGroup> Of(IReadOnlyList<SeriesInfo> series) =>
        [.. series.GroupBy(static s => s.Metric).OrderBy(static g => Rank(g.Key)).ThenBy(static g => g.Key, StringComparer.Ordinal).Select(static g => Of(g.Key, [.. g]))];

    private static SeriesGroup Of(string metric, IReadOnlyList<SeriesInfo> series)
    {
        var lines = series.OrderBy(static s => s.Series.Value, StringComparer.Ordinal).Take(MostLines).Select(static (s, i) => new SeriesLine(s.Series, Label(s), i));
        return new(metric, Units.Title(metric), Units.Of(series[0].Unit, metric), [.. lines], Math.Max(0, series.Count - MostLines));
    }

    private static string Label(SeriesInfo s) => s.Labels.Count == 0 ? Units.Title(s.Metric) : string.Join(", ", s.Labels.Pairs.Select(static p => p.Value.Length > 0 ? p.Value : p.Key));

    private static int Rank(string metric)
    {
        for (var i = 0; i < Overview.MetricRoles.Shown.Count; i++)
            if (Overview.MetricRoles.Shown[i].Contains(metric)) return i;
        return Overview.MetricRoles.Shown.Count;
    }
}
