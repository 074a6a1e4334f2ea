using System.Globalization;
using EventFlow.Detection;

namespace EventFlow.DetectionBench;

/// <summary>Runs the detectors asked for over the folder asked for.</summary>
internal static class Bench
{
    public static int Run(BenchArguments arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var series = arguments.IsNab ? NabData.Load(arguments.Folder) : KpiData.Load(arguments.Folder);
        Console.WriteLine($"{series.Count} series, {series.Sum(static s => s.Length)} rows, {series.Sum(static s => s.Anomalies.Count)} labelled anomalies");
        var catalog = Detectors.Catalog();
        var names = arguments.Detectors is ["all"] ? Detectors.WithoutParameters(catalog) : arguments.Detectors;
        IBenchReport report = arguments.IsNab ? new NabReport(series) : new KpiReport(series);
        report.Head();
        foreach (var name in names)
        {
            var faults = new List<Fault>();
            if (catalog.Find(name)?.Bind(new(arguments.Parameters), faults) is not { } detector)
            {
                Console.Error.WriteLine($"Detector '{name}' {(faults.Count == 0 ? "is unknown" : string.Join("; ", faults))}.");
                return 2;
            }

            Run(detector, series, arguments, report, names.Count > 1);
        }

        report.Published();
        return 0;
    }

    private static void Run(BoundDetector detector, IReadOnlyList<LabelledSeries> series, BenchArguments arguments, IBenchReport report, bool isOneOfSeveral)
    {
        var runs = series.Select(s => DetectorRun.Of(detector, s, arguments.Repeats)).ToList();
        report.Row(detector.Name, runs);
        if (arguments.PerSeries) report.PerSeries(runs);
        foreach (var run in runs)
        {
            if (arguments.Output is { } output) Outputs.Write(isOneOfSeveral ? Path.Combine(output, detector.Name) : output, run);
            if (arguments.Charts is { } charts) SeriesChart.Write(isOneOfSeveral ? Path.Combine(charts, detector.Name) : charts, run);
        }
    }
}
