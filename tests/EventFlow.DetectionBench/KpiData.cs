using System.Diagnostics;
using System.Globalization;

namespace EventFlow.DetectionBench;

/// <summary>Reads recordings in the form of the AIOps 2018 KPI set: <c>data/ID.csv</c> or <c>data/ID.csv.xz</c> with timestamp (unix s), value and label. Compressed ones need the tool xz.</summary>
internal static class KpiData
{
    /// <summary>All recordings of a folder, by name.</summary>
    public static IReadOnlyList<LabelledSeries> Load(string folder)
    {
        var data = Directory.Exists(Path.Combine(folder, "data")) ? Path.Combine(folder, "data") : folder;
        return [.. Directory.GetFiles(data, "*.csv*").Order(StringComparer.Ordinal).Select(Read)];
    }

    private static LabelledSeries Read(string path)
    {
        var rows = Lines(path).Where(static l => l.Length > 0 && char.IsAsciiDigit(l[0])).Select(static l => l.Split(',')).OrderBy(static r => long.Parse(r[0], CultureInfo.InvariantCulture)).ToList();
        var seconds = rows.ConvertAll(static r => long.Parse(r[0], CultureInfo.InvariantCulture));
        return new(
            Path.GetFileName(path).Split('.')[0], [.. rows.Select(static r => r[0])], [.. seconds.Select(static s => s * 1000)],
            [.. rows.Select(static r => double.Parse(r[1], CultureInfo.InvariantCulture))], Segments(seconds, rows.ConvertAll(static r => r[2][0] == '1')));
    }

    // Labels lie on a grid of the smallest step; a gap within an anomaly splits it.
    private static List<(int First, int Last)> Segments(List<long> seconds, List<bool> labels)
    {
        var step = seconds.Zip(seconds.Skip(1), static (a, b) => b - a).Where(static d => d > 0).DefaultIfEmpty(1).Min();
        var segments = new List<(int First, int Last)>();
        for (var i = 0; i < labels.Count; i++)
        {
            if (!labels[i]) continue;
            if (segments.Count > 0 && segments[^1].Last == i - 1 && seconds[i] - seconds[i - 1] == step) segments[^1] = (segments[^1].First, i);
            else segments.Add((i, i));
        }

        return segments;
    }

    private static string[] Lines(string path)
    {
        if (!path.EndsWith(".xz", StringComparison.Ordinal)) return File.ReadAllLines(path);
        using var xz = Process.Start(new ProcessStartInfo("xz", ["-dc", path]) { RedirectStandardOutput = true })!;
        var text = xz.StandardOutput.ReadToEnd();
        xz.WaitForExit();
        return xz.ExitCode == 0 ? text.Split('\n', StringSplitOptions.TrimEntries) : throw new InvalidDataException($"xz could not unpack {path}; it ended with {xz.ExitCode}.");
    }
}
