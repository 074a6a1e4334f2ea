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
        var report = ReportOf(arguments, series);
        report.Head();
        foreach (var name in names)
        {
            if (Bind(catalog, name, arguments.Parameters) is not { } detector) return 2;
            Run(detector, series, arguments, report, names.Count > 1);
            if (arguments.Perturbed) RunPerturbed(detector, series, arguments);
            if (arguments.Variation is { } variation && !RunNested(catalog, name, variation, series, report)) return 2;
        }

        report.Published();
        return 0;
    }

    private static IBenchReport ReportOf(BenchArguments arguments, IReadOnlyList<LabelledSeries> series) => arguments.IsNab ? new NabReport(series) : new KpiReport(series);

    private static BoundDetector? Bind(DetectorCatalog catalog, string name, string parameters)
    {
        var faults = new List<Fault>();
        if (catalog.Find(name)?.Bind(new(parameters), faults) is { } detector) return detector;
        Console.Error.WriteLine($"Detector '{name}' {(faults.Count == 0 ? "is unknown" : string.Join("; ", faults))}.");
        return null;
    }

    private static void RunPerturbed(BoundDetector detector, IReadOnlyList<LabelledSeries> series, BenchArguments arguments)
    {
        foreach (var (name, perturbed) in Perturbations.All)
        {
            var changed = series.Select(perturbed).ToList();
            ReportOf(arguments, changed).Own($"    {name}", [.. changed.Select(s => DetectorRun.Of(detector, s, 1))]);
        }
    }

    private static bool RunNested(DetectorCatalog catalog, string name, Variation variation, IReadOnlyList<LabelledSeries> series, IBenchReport report)
    {
        var detectors = variation.Settings().Select(s => Bind(catalog, name, s)).ToList();
        if (detectors.Contains(null)) return false;
        report.Nested(detectors.Select(d => (IReadOnlyList<DetectorRun>)[.. series.Select(s => DetectorRun.Of(d!, s, 1))]));
        return true;
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
