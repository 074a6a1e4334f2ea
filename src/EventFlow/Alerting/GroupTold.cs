namespace EventFlow.Alerting;

/// <summary>What a channel was told of a group.</summary>
public sealed class GroupTold
{
    /// <summary>When it was last told, or last passed over; processing time, unix ms.</summary>
    public long At { get; set; }

    /// <summary>Whether it wants to hear of resolved alerts.</summary>
    public bool SendResolved { get; set; }

    /// <summary>Fingerprints of the alerts that are firing as far as it knows.</summary>
    public HashSet<string> Firing { get; set; } = [];

    /// <summary>Fingerprints of those that are taken care of as far as it knows; empty while somebody has to be told of one.</summary>
    public HashSet<string> Acknowledged { get; set; } = [];
}
