using System.Globalization;
using System.Text.Json;
using EventFlow.Rules;
using EventFlow.TestKit;

namespace EventFlow.Tests.Rules;

/// <summary>
/// The built-in rules over the recordings of the Numenta Anomaly Benchmark, which the project does not carry: from the folder named by EVENTFLOW_NAB, or shared/data/nab beside the checkout.
/// The bounds are what the general rule reaches with room for rounding; they keep a change of the detector from making it deaf or noisy unnoticed.
/// </summary>
public sealed class RecordingTests
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("EVENTFLOW_NAB") ?? Path.Combine(Repository.Root, "..", "shared", "data", "nab");

    [Fact]
    public void BuiltInRules_OverAllRecordings_FindLabelledWindowsWithFewFalseAlerts()
    {
        if (!File.Exists(Path.Combine(Folder, "windows.json"))) Assert.Skip("There are no recordings; set EVENTFLOW_NAB to a folder with windows.json and data.");
        var labels = JsonSerializer.Deserialize<Dictionary<string, string[][]>>(File.ReadAllText(Path.Combine(Folder, "windows.json")))!;
        int found = 0, inside = 0, outside = 0, mostOutside = 0;
        foreach (var (file, label) in labels)
        {
            var windows = label.Select(static w => (From: Time(w[0]), To: Time(w[1]))).ToList();
            var alerts = Run(file);
            var hits = alerts.Count(a => windows.Exists(w => a >= w.From && a <= w.To));
            found += windows.Count(w => alerts.Exists(a => a >= w.From && a <= w.To));
            (inside, outside, mostOutside) = (inside + hits, outside + alerts.Count - hits, Math.Max(mostOutside, alerts.Count - hits));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{found} of {labels.Values.Sum(static w => w.Length)} windows; {inside} alerts inside, {outside} outside, at most {mostOutside} in one recording");
        Assert.True(found >= 20, $"{found} windows found; expected 20 or more");
        Assert.True(outside <= 35, $"{outside} alerts outside of windows; expected 35 at most");
        Assert.True(mostOutside <= 8, $"{mostOutside} alerts outside of windows in one recording; expected 8 at most");
    }

    private static List<long> Run(string file)
    {
        var watch = new SeriesWatch(new("recordings", Path.GetFileNameWithoutExtension(file), LabelSet.Empty));
        var output = new WatchOutput();
        watch.Use(RuleHost.Snapshot([.. BuiltInRules.All]), output);
        foreach (var line in File.ReadLines(Path.Combine(Folder, "data", file)).Skip(1))
        {
            var parts = line.Split(',');
            watch.Observe(Time(parts[0]), double.Parse(parts[1], CultureInfo.InvariantCulture), null, output);
        }

        Assert.Empty(output.Faults);
        return [.. output.Findings.Where(static f => f.Finding.Kind == AlertSignalKind.Firing).Select(static f => f.Finding.Time)];
    }

    private static long Time(string text) =>
        new DateTimeOffset(DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)).ToUnixTimeMilliseconds();
}
