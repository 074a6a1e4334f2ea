namespace EventFlow.Alerting;

/// <summary>A page of the list of alerts on disk; the key is tenant, slash, number. Only the <see cref="AlertIndexGrain"/> of the tenant calls it.</summary>
[Alias("EventFlow.Alerting.IAlertIndexPageGrain")]
public interface IAlertIndexPageGrain : IGrainWithStringKey
{
    /// <summary>What is stored.</summary>
    [Alias("Load")]
    ValueTask<IReadOnlyList<AlertSummary>> Load();

    /// <summary>Replaces what is stored, with nothing if nothing is given; returns after it is saved.</summary>
    [Alias("Store")]
    ValueTask Store(IReadOnlyList<AlertSummary> alerts);
}
