namespace EventFlow;

/// <summary>How a partition of the log stands, as a process knows it or as all together do.</summary>
/// <param name="Key">Its key, <c>{stream}-{partition}</c>.</param>
/// <param name="Applied">The next offset to apply, of the process that applies it; negative where that is not known.</param>
/// <param name="Appended">The offset behind the last event that is known to be in the log; negative where that is not known.</param>
/// <param name="EventsPerSecond">How fast it is applied while there is work; 0 when it is stuck, null when that is not known.</param>
/// <param name="Callers">How many callers lately wanted to send to it while it was too far behind.</param>
[GenerateSerializer, Immutable, Alias("EventFlow.PartitionStanding")]
public sealed record PartitionStanding(string Key, long Applied, long Appended, double? EventsPerSecond, int Callers)
{
    /// <summary>Name of the process that applies it, for people; null where that is not known.</summary>
    [Id(0)] public string? AppliedBy { get; init; }
}
