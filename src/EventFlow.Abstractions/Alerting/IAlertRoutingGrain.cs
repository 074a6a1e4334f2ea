namespace EventFlow;

/// <summary>The routing configuration and its versions; the key is the tenant.</summary>
[Alias("EventFlow.IAlertRoutingGrain")]
public interface IAlertRoutingGrain : IGrainWithStringKey
{
    /// <summary>The version in force when it is another than <paramref name="known"/>; null when it is the same, or nobody has changed what the settings say.</summary>
    [ReadOnly, Alias("GetNewer")]
    ValueTask<AlertingConfigVersion?> GetNewer(long known);

    /// <summary>Puts a configuration (validated by the caller) in force; returns after it is saved. A conflict when <paramref name="expected"/> is given and another version is in force.</summary>
    [Alias("Put")]
    ValueTask<Outcome<AlertingConfigVersion>> Put(AlertingConfig config, long? expected, string who, string comment);

    /// <summary>The versions kept, newest first.</summary>
    [ReadOnly, Alias("Versions")]
    ValueTask<IReadOnlyList<AlertingConfigVersion>> Versions();
}
