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

    /// <summary>A line with the detector's own alarms.</summary>
    void Own(string title, IReadOnlyList<DetectorRun> runs);

    /// <summary>What is left of the own alarms when the setting is chosen on other series; the runs of one setting after the other.</summary>
    void Nested(IEnumerable<IReadOnlyList<DetectorRun>> settings);

    /// <summary>What others have published, for comparison.</summary>
    void Published();
}
