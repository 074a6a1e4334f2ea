namespace EventFlow.Alerting;

/// <summary>What a group keeps, as it is stored. Changed only by <see cref="GroupMachine"/>. Times are processing time, unix ms.</summary>
public sealed class GroupState
{
    /// <summary>The path of its route; empty in a group stored before there was a tree, which is the root's.</summary>
    public string Route { get; set; } = Routing.RouteTree.RootPath;

    /// <summary>The labels the group is made by.</summary>
    public LabelSet Labels { get; set; } = LabelSet.Empty;

    /// <summary>Alerts that are active, or resolved and not yet told to all who heard of them; by fingerprint.</summary>
    public Dictionary<string, AlertNotice> Alerts { get; set; } = [];

    /// <summary>Versions of alerts that left the group, so that a late notice does not bring one back; at most <see cref="GroupMachine.MaxSeen"/>.</summary>
    public Dictionary<string, long> Seen { get; set; } = [];

    /// <summary>Fingerprints of active alerts there is no room for: they are counted in messages, not told; at most <see cref="GroupMachine.MaxTruncated"/>.</summary>
    public HashSet<string> Truncated { get; set; } = [];

    /// <summary>When channels that have not heard of the incident are told; null when nothing waits.</summary>
    public long? WaitUntil { get; set; }

    /// <summary>The highest severity that was waited for.</summary>
    public Severity WaitedFor { get; set; }

    /// <summary>When the end of the incident is told, if nothing fires anew before; null while it lasts.</summary>
    public long? SettleUntil { get; set; }

    /// <summary>Since when there is news that a channel told before has not heard; null when there is none.</summary>
    public long? NewsSince { get; set; }

    /// <summary>What each channel was told, by <see cref="ToldKey"/>: the channel's id, and beside it the address of a person where it was told for one.</summary>
    public Dictionary<string, GroupTold> Told { get; set; } = [];

    /// <summary>Number of the last message, so that the same news told twice on purpose has two ids.</summary>
    public long Sequence { get; set; }

    /// <summary>Messages decided, not yet taken by their channels.</summary>
    public List<GroupMessage> Outbox { get; set; } = [];

    /// <summary>How far its escalation has come; null when it follows no policy.</summary>
    public Escalation.EscalationState? Escalation { get; set; }

    /// <summary>What the escalation did and the alerts have not heard of yet.</summary>
    public List<Escalation.EscalationRemark> Remarks { get; set; } = [];

    /// <summary>Whether nothing is left to do or to wait for.</summary>
    public bool IsIdle() => Alerts.Count == 0 && Truncated.Count == 0 && Outbox.Count == 0 && Remarks.Count == 0;
}
