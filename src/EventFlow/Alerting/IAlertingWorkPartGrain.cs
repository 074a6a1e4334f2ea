namespace EventFlow.Alerting;

/// <summary>A part of the list of what has something left to do, on disk; the key is tenant, slash, number. Only the <see cref="AlertingWorkGrain"/> of the tenant calls it.</summary>
[Alias("EventFlow.Alerting.IAlertingWorkPartGrain")]
public interface IAlertingWorkPartGrain : IGrainWithStringKey
{
    /// <summary>What is stored.</summary>
    [Alias("Load")]
    ValueTask<IReadOnlyList<AlertingWork>> Load();

    /// <summary>Replaces what is stored; returns after it is saved.</summary>
    [Alias("Store")]
    ValueTask Store(IReadOnlyList<AlertingWork> work);
}
