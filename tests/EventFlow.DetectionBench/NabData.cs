using System.Globalization;
using System.Text.Json;

namespace EventFlow.DetectionBench;

/// <summary>Reads recordings in the form of the Numenta Anomaly Benchmark: <c>data/CATEGORY/FILE.csv</c> and <c>windows.json</c> beside it.</summary>
internal static class NabData
{
    /// <summary>All labelled files of a folder, by name.</summary>
    public static IReadOnlyList<LabelledSeries> Load(string folder)
    {
        var labels = JsonSerializer.Deserialize<Dictionary<string, string[][]>>(File.ReadAllText(Path.Combine(folder, "windows.json")))
            ?? throw new InvalidDataException($"{folder}/windows.json is empty; expected an object with one list of windows per file.");
        return [.. labels.OrderBy(static l => l.Key, StringComparer.Ordinal).Select(l => Read(folder, l.Key, l.Value))];
    }

    private static LabelledSeries Read(string folder, string name, string[][] windows)
    {
        var rows = File.ReadAllLines(Path.Combine(folder, "data", name)).Skip(1).Where(static l => l.Length > 0).Select(static l => l.Split(',')).ToList();
        var times = rows.ConvertAll(static r => Time(r[0])).ToArray();
        var spans = windows.Select(w => (Find(times, w[0], name), Find(times, w[1], name))).Order().ToList();
        return new(name, [.. rows.Select(static r => r[0])], times, [.. rows.Select(static r => double.Parse(r[1], CultureInfo.InvariantCulture))], spans);
    }

    private static int Find(long[] times, string stamp, string name)
    {
        var at = Array.IndexOf(times, Time(stamp));
        return at >= 0 ? at : throw new InvalidDataException($"{name} has no row at {stamp}, where a window begins or ends.");
    }

    private static long Time(string stamp) =>
        new DateTimeOffset(DateTime.Parse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)).ToUnixTimeMilliseconds();
}
