namespace EventFlow.Alerting;

/// <summary>What is registered, as it is stored.</summary>
public sealed class AlertingWorkState
{
    /// <summary>Keys of groups.</summary>
    public HashSet<string> Groups { get; set; } = [];

    /// <summary>Fingerprints of alerts.</summary>
    public HashSet<string> Alerts { get; set; } = [];
}
