namespace EventFlow;

/// <summary>Alerts that are told together; the key is the group key. Waits, deduplicates, and hands notifications to the channels.</summary>
[Alias("EventFlow.IAlertGroupGrain")]
public interface IAlertGroupGrain : IGrainWithStringKey
{
    /// <summary>Alerts of the group changed. Idempotent; returns after it is saved. <paramref name="route"/> is the path of the route it belongs to, <paramref name="groupLabels"/> are the labels it is made by.</summary>
    [Alias("Put")]
    ValueTask Put(string route, LabelSet groupLabels, IReadOnlyList<AlertNotice> notices);

    /// <summary>How far its escalation has come; null when there is none.</summary>
    [ReadOnly, Alias("GetEscalation")]
    ValueTask<EscalationStanding?> GetEscalation();

    /// <summary>Wakes the group after a restart, so that what is due is sent.</summary>
    [Alias("Wake")]
    ValueTask Wake();

    /// <summary>The routing has changed, to this version at least: what its route says now of receivers and escalation holds at once. Idempotent; returns after that is saved.</summary>
    [Alias("Reroute")]
    ValueTask Reroute(long routingVersion);
}
