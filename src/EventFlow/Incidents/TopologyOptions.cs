namespace EventFlow.Incidents;

/// <summary>Which service depends on which, <c>EventFlow:Topology</c>: <c>EventFlow:Topology:orders:0=payments</c> says that orders calls payments.</summary>
public sealed class TopologyOptions
{
    /// <summary>Services each service depends on, by its name.</summary>
    public Dictionary<string, string[]> DependsOn { get; set; } = [];
}
