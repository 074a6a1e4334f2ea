namespace EventFlow.DetectionBench;

/// <summary>
/// One recording: its name as in the data set, the time stamps as they stand in the file and as unix ms, the values, and the anomalies that people have marked, as positions of their first
/// and last row, in order.
/// </summary>
internal sealed record LabelledSeries(string Name, string[] Stamps, long[] Times, double[] Values, IReadOnlyList<(int First, int Last)> Anomalies)
{
    /// <summary>Number of rows.</summary>
    public int Length => Values.Length;
}
