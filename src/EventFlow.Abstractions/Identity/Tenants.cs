namespace EventFlow;

/// <summary>Keys of the grains of which a tenant has one.</summary>
public static class Tenants
{
    /// <summary>The one tenant of an installation without tenants.</summary>
    public const string Default = "default";
}
