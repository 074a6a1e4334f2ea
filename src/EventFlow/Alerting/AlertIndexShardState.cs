namespace EventFlow.Alerting;

/// <summary>Some alerts of the list, as they are stored together.</summary>
public sealed class AlertIndexShardState
{
    /// <summary>The alerts.</summary>
    public IReadOnlyList<AlertSummary> Alerts { get; set; } = [];
}
