namespace EventFlow;

/// <summary>A silo of the cluster.</summary>
/// <param name="Name">Its name for people.</param>
/// <param name="Address">Where other silos reach it.</param>
/// <param name="Status">What its cluster takes it for: Joining, Active, ShuttingDown, Stopping, Dead.</param>
/// <param name="Version">Version of EventFlow it runs; null when it is not known, as of one that is dead.</param>
/// <param name="Url">Address of its API and dashboard; null when it is not known.</param>
/// <param name="StartedAt">When it started, unix ms.</param>
/// <param name="Activations">Grains active in it.</param>
/// <param name="IsSelf">Whether it is the one that answers.</param>
[GenerateSerializer, Immutable, Alias("EventFlow.SiloInfo")]
public sealed record SiloInfo(string Name, string Address, string Status, string? Version, string? Url, long StartedAt, int Activations, bool IsSelf)
{
    /// <summary>Its activations by type of grain, most first.</summary>
    [Id(0)] public IReadOnlyList<GrainTypeStatus> Grains { get; init; } = [];
}
