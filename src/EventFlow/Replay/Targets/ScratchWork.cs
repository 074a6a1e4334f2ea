namespace EventFlow.Replay;

/// <summary>What was read together and is judged together: the samples of each series, and what services have of each frame.</summary>
internal sealed class ScratchWork
{
    /// <summary>What can be judged side by side: no series is in it twice.</summary>
    public List<(ScratchSeries Series, SeriesBatch Batch)> Series { get; } = [];

    /// <summary>What has to follow: more of a series, by another partition.</summary>
    public List<(ScratchSeries Series, SeriesBatch Batch)> More { get; } = [];

    public List<(string Service, ServiceBatch Batch)> Services { get; } = [];

    public bool IsEmpty => Series.Count + Services.Count == 0;
}
