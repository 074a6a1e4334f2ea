namespace EventFlow;

/// <summary>The silences that are not expired, at a version.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.SilenceSet")]
public sealed record SilenceSet(long Version, IReadOnlyList<Silence> Silences);
