namespace EventFlow.DetectionBench;

/// <summary>A table with a row per detector.</summary>
internal interface IBenchReport
{
    /// <summary>The head of the table.</summary>
    void Head();

    /// <summary>One detector over all series.</summary>
    void Row(string detector, IReadOnlyList<DetectorRun> runs);

    /// <summary>The same, a line per series, at the detector's own alarms.</summary>
    void PerSeries(IReadOnlyList<DetectorRun> runs);

    /// <summary>What others have published, for comparison.</summary>
    void Published();
}
