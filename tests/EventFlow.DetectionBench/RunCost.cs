namespace EventFlow.DetectionBench;

/// <summary>What a detector costs: time per sample over all series, and the largest state.</summary>
internal static class RunCost
{
    public const string Head = "ns/sample  bytes/series";

    public static string Of(IReadOnlyList<DetectorRun> runs) =>
        $"{runs.Sum(static r => r.Took.TotalNanoseconds) / runs.Sum(static r => (long)r.Series.Length),9:0}  {runs.Max(static r => r.StateBytes),12}";
}
