namespace EventFlow.Services;

/// <summary>What the catalog of services keeps.</summary>
public sealed class ServiceCatalogState
{
    /// <summary>All names.</summary>
    public HashSet<string> Services { get; set; } = [];
}
