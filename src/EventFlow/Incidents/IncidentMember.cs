namespace EventFlow.Incidents;

/// <summary>An alert of an incident, as it is stored. Times are event time, unix ms.</summary>
public sealed class IncidentMember
{
    /// <summary>Fingerprint of the alert.</summary>
    public string AlertId { get; set; } = "";

    /// <summary>Version of the alert that is known.</summary>
    public long Version { get; set; }

    /// <summary>Its service.</summary>
    public string Service { get; set; } = "";

    /// <summary>Its metric, or its name.</summary>
    public string What { get; set; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its series.</summary>
    public SeriesId? Series { get; set; }

    /// <summary>The highest severity it had.</summary>
    public Severity Severity { get; set; }

    /// <summary>When it first began.</summary>
    public long BeganAt { get; set; }

    /// <summary>When it ended; null while it lasts.</summary>
    public long? EndedAt { get; set; }

    /// <summary>The highest score it had.</summary>
    public double? Score { get; set; }

    /// <summary>What is wrong, in words.</summary>
    public string Summary { get; set; } = "";
}
