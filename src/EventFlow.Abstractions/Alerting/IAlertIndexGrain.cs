namespace EventFlow;

/// <summary>The list of alerts: all open ones and the last 10,000 resolved; the key is the tenant.</summary>
[Alias("EventFlow.IAlertIndexGrain")]
public interface IAlertIndexGrain : IGrainWithStringKey
{
    /// <summary>Adds or replaces an alert; one with a lower version than the known is ignored. Returns after it is saved.</summary>
    [Alias("Put")]
    ValueTask Put(AlertSummary alert);

    /// <summary>The same for many that changed together.</summary>
    [Alias("PutMany")]
    ValueTask PutMany(IReadOnlyList<AlertSummary> alerts);

    /// <summary>Shows what became of a message to an alert. Returns at once and saves within some seconds; until then whoever reports it keeps the report, and repeats it after a crash.</summary>
    [Alias("Show")]
    ValueTask Show(AlertSummary alert);

    /// <summary>The same for all alerts of a message.</summary>
    [Alias("ShowMany")]
    ValueTask ShowMany(IReadOnlyList<AlertSummary> alerts);

    /// <summary>The alerts that match.</summary>
    [ReadOnly, Alias("Query")]
    ValueTask<Page<AlertSummary>> Query(AlertQuery query);
}
