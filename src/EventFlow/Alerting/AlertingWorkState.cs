namespace EventFlow.Alerting;

/// <summary>What is registered, as earlier versions stored it: all in one.</summary>
public sealed class AlertingWorkState
{
    /// <summary>Keys of groups.</summary>
    public HashSet<string> Groups { get; set; } = [];

    /// <summary>Fingerprints of alerts.</summary>
    public HashSet<string> Alerts { get; set; } = [];
}
