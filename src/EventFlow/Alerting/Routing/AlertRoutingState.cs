namespace EventFlow.Alerting.Routing;

/// <summary>The versions of the routing configuration, as they are stored.</summary>
public sealed class AlertRoutingState
{
    /// <summary>The versions kept, oldest first; the last is in force.</summary>
    public List<AlertingConfigVersion> Versions { get; set; } = [];

    /// <summary>Whether the open alerts have yet to hear of the last change.</summary>
    public bool MustTell { get; set; }
}
