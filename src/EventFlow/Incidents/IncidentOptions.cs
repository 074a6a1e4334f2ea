using System.ComponentModel.DataAnnotations;

namespace EventFlow.Incidents;

/// <summary>Settings of incidents, <c>EventFlow:Incidents</c>.</summary>
public sealed class IncidentOptions
{
    /// <summary>Time within which alerts of services that have to do with each other begin to be of one incident, event time in seconds, 10 to 86,400. Default 300.</summary>
    [Range(10, 86_400)]
    public int JoinWithinSeconds { get; set; } = 300;

    /// <summary>How much later than a service a service it depends on may show the trouble and still be taken for the cause, in seconds, 0 to 3,600. Default 60: rules wait differently long.</summary>
    [Range(0, 3600)]
    public int ToleranceSeconds { get; set; } = 60;

    /// <summary>Incidents kept that are over, 1 to 10,000. Default 100.</summary>
    [Range(1, 10_000)]
    public int MaxEnded { get; set; } = 100;
}
