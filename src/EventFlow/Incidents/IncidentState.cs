namespace EventFlow.Incidents;

/// <summary>What the grain of incidents stores.</summary>
public sealed class IncidentState
{
    /// <summary>Incidents, oldest first.</summary>
    public List<IncidentRecord> Incidents { get; set; } = [];
}
