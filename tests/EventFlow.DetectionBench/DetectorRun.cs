using EventFlow.Detection;

namespace EventFlow.DetectionBench;

/// <summary>What a detector made of one recording, with the time it took and the size of its state at the end.</summary>
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
            var start = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < results.Length; i++) results[i] = fresh.Observe(new(series.Times[i], series.Values[i]));
            var elapsed = TimeProvider.System.GetElapsedTime(start);
            if (elapsed < took) took = elapsed;
            bytes = detector.Save(fresh).Length;
        }

        return new(series, results, [.. results.Select(static r => r.Score)], [.. results.Select(static r => r.IsNews ? 1.0 : 0.0)], took, bytes);
    }
}
