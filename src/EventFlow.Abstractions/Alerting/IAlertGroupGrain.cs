namespace EventFlow;

/// <summary>Alerts that are told together; the key is the group key. Waits, deduplicates, and hands notifications to the channels.</summary>
[Alias("EventFlow.IAlertGroupGrain")]
public interface IAlertGroupGrain : IGrainWithStringKey
{
    /// <summary>An alert of the group changed. Idempotent; returns after it is saved. <paramref name="groupLabels"/> are the labels the group is made by.</summary>
    [Alias("Put")]
    ValueTask Put(LabelSet groupLabels, AlertNotice notice);

    /// <summary>Wakes the group after a restart, so that what is due is sent.</summary>
    [Alias("Wake")]
    ValueTask Wake();
}
