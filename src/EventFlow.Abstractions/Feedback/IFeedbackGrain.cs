namespace EventFlow;

/// <summary>What people taught detection; the key is the tenant.</summary>
[Alias("EventFlow.IFeedbackGrain")]
public interface IFeedbackGrain : IGrainWithStringKey
{
    /// <summary>Learns that an alert was nothing, with how far its anomaly went. Returns after it is saved; null when there is nothing to learn, as from an alert without a rule.</summary>
    [Alias("Learn")]
    ValueTask<Lesson?> Learn(AlertDetail alert, string kind, string who, string comment);

    /// <summary>Takes a lesson back. Null when there is none of this id.</summary>
    [Alias("Forget")]
    ValueTask<Lesson?> Forget(string id);

    /// <summary>Takes back everything about a rule.</summary>
    [Alias("ForgetRule")]
    ValueTask ForgetRule(string ruleId);

    /// <summary>All lessons, or null when they are still at <paramref name="knownVersion"/>.</summary>
    [ReadOnly, Alias("GetNewer")]
    ValueTask<LessonSet?> GetNewer(long knownVersion);
}
