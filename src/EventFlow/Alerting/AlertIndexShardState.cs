namespace EventFlow.Alerting;

/// <summary>A part of the list of alerts, as it is stored.</summary>
public sealed class AlertIndexShardState
{
    /// <summary>The alerts.</summary>
    public IReadOnlyList<AlertSummary> Alerts { get; set; } = [];
}
