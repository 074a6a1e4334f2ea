namespace EventFlow.Alerting;

/// <summary>A part of what is registered, as it is stored.</summary>
public sealed class AlertingWorkPartState
{
    /// <summary>What has something left to do.</summary>
    public IReadOnlyList<AlertingWork> Work { get; set; } = [];
}
