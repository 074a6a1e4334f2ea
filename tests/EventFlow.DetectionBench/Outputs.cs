using System.Globalization;

namespace EventFlow.DetectionBench;

/// <summary>Writes what a detector said of a series in the form the scorers read.</summary>
internal static class Outputs
{
    public static void Write(string folder, DetectorRun run)
    {
        var path = Path.Combine(folder, run.Series.Name + (run.Series.Name.EndsWith(".csv", StringComparison.Ordinal) ? "" : ".csv"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new StreamWriter(path);
        file.WriteLine("timestamp,value,anomaly_score,alarm");
        for (var i = 0; i < run.Results.Length; i++)
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Series.Stamps[i]},{run.Series.Values[i]},{run.Scores[i]:0.######},{run.Alarms[i]:0}"));
    }
}
