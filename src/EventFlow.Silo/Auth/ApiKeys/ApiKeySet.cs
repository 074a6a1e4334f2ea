namespace EventFlow.Silo;

/// <summary>All API keys at one version of the catalog.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.Silo.ApiKeySet")]
public sealed record ApiKeySet([property: Id(0)] long Version, [property: Id(1)] IReadOnlyList<ApiKeyEntry> Keys);
