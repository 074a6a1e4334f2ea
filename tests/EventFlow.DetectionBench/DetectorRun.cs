using EventFlow.Detection;

namespace EventFlow.DetectionBench;

/// <summary>What a detector made of one recording, with the processor time it took and the size of its state at the end.</summary>
internal sealed record DetectorRun(LabelledSeries Series, DetectionResult[] Results, double[] Scores, double[] Alarms, TimeSpan Took, int StateBytes)
{
    /// <summary>Runs a detector from the first row to the last; of several runs the quickest is timed.</summary>
    public static DetectorRun Of(BoundDetector detector, LabelledSeries series, int repeats)
    {
        var results = new DetectionResult[series.Length];
        var (took, bytes) = (TimeSpan.MaxValue, 0);
        for (var turn = 0; turn < repeats; turn++)
        {
            var fresh = detector.CreateForSeries();

            // Processor time: on a machine that does other things too, the clock says little.
            var start = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < results.Length; i++) results[i] = fresh.Observe(new(series.Times[i], series.Values[i]));
            var used = Environment.CpuUsage.TotalTime - start;
            if (used < took) took = used;
            bytes = detector.Save(fresh).Length;
        }

        var told = Told(results);
        return new(series, results, [.. results.Select((r, i) => r.Verdict == Verdict.Anomalous && !told[i] ? Math.Min(r.Score, DetectionResult.NoNews) : r.Score)], [.. told.Select(static t => t ? 1.0 : 0.0)], took, bytes);
    }

    // An alert is told once. A detector that does not say itself what is news has told with the first of its anomalous samples in a row.
    private static bool[] Told(DetectionResult[] results)
    {
        var saysItself = Array.Exists(results, static r => r is { Verdict: Verdict.Anomalous, IsNews: false });
        return [.. results.Select((r, i) => r.IsNews && (saysItself || i == 0 || results[i - 1].Verdict != Verdict.Anomalous))];
    }
}
