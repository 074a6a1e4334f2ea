namespace EventFlow.Alerting.Intake;

/// <summary>
/// Ends alerts of other systems that are not repeated in time; the key is the tenant. Nothing of it is stored: after a start every open alert gets the whole time anew, for its sender
/// could not reach us meanwhile.
/// </summary>
[Alias("EventFlow.Alerting.Intake.IAlertLeaseGrain")]
public interface IAlertLeaseGrain : IGrainWithStringKey
{
    /// <summary>Begins, prolongs and ends leases.</summary>
    [Alias("Renew")]
    ValueTask Renew(IReadOnlyList<AlertLease> leases);

    /// <summary>All leases.</summary>
    [ReadOnly, Alias("List")]
    ValueTask<IReadOnlyList<AlertLease>> List();

    /// <summary>Wakes it after a start.</summary>
    [Alias("Wake")]
    ValueTask Wake();
}
