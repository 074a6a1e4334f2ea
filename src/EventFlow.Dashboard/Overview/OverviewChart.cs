using EventFlow.Dashboard.Charts;
using EventFlow.Dashboard.Formatting;

namespace EventFlow.Dashboard.Overview;

/// <summary>A chart of the overview: one metric, a line for each service.</summary>
public sealed record OverviewChart(string Title, string Unit, IReadOnlyList<SeriesLine> Lines)
{
    private const int MostLines = 8;
    private const int MostCharts = 4;

    /// <summary>
    /// Chooses the charts: request rate, errors, latency and CPU where services report them, and the metrics that most services report in the places left, so that an
    /// installation with other metrics sees something too. A service has the same colour everywhere.
    /// </summary>
    public static IReadOnlyList<OverviewChart> Choose(IReadOnlyList<SeriesInfo> latest)
    {
        var services = latest.Select(static s => s.Service).Distinct().Order(StringComparer.Ordinal).ToList();
        var charts = new List<OverviewChart>();
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var names in MetricRoles.Shown)
        {
            var lines = services.Select(s => MetricRoles.Find(latest.Where(x => x.Service == s), names)).OfType<SeriesInfo>().ToList();
            foreach (var line in lines) used.Add(line.Metric);
            if (lines.Count > 0) charts.Add(Of(lines, services));
        }
        foreach (var metric in latest.Where(s => !used.Contains(s.Metric)).GroupBy(static s => s.Metric).OrderByDescending(static g => g.Select(static s => s.Service).Distinct().Count()).ThenBy(static g => g.Key))
        {
            if (charts.Count >= MostCharts) break;
            charts.Add(Of([.. metric.GroupBy(static s => s.Service).Select(static g => g.MinBy(static s => s.Labels.Count)!)], services));
        }
        return charts;
    }

    private static OverviewChart Of(IReadOnlyList<SeriesInfo> series, List<string> services) =>
        new(Units.Title(series[0].Metric), Units.Of(series[0].Unit, series[0].Metric), [.. series.Take(MostLines).Select(s => new SeriesLine(s.Series, s.Service, services.IndexOf(s.Service)))]);
}
