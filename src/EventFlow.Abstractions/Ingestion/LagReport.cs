namespace EventFlow;

/// <summary>What a process knows of the partitions of the log.</summary>
/// <param name="Process">Tells the process from all others, also from the one it was before a restart.</param>
/// <param name="Partitions">Those it appends to or applies; of those that another applies it says how far they reach alone.</param>
[GenerateSerializer, Immutable, Alias("EventFlow.LagReport")]
public sealed record LagReport(string Process, IReadOnlyList<PartitionStanding> Partitions)
{
    /// <summary>Name of the process, for people.</summary>
    [Id(0)] public string? Name { get; init; }
}
