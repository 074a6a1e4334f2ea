namespace EventFlow;

/// <summary>The channels made through the API; the key is the tenant. Those of the settings are added by each silo.</summary>
[Alias("EventFlow.IChannelCatalogGrain")]
public interface IChannelCatalogGrain : IGrainWithStringKey
{
    /// <summary>All channels made through the API, ordered by id.</summary>
    [ReadOnly, Alias("List")]
    ValueTask<IReadOnlyList<ChannelDefinition>> List();

    /// <summary>Adds or replaces one.</summary>
    [Alias("Put")]
    ValueTask Put(ChannelDefinition channel);

    /// <summary>Takes one out. Returns whether it was there.</summary>
    [Alias("Remove")]
    ValueTask<bool> Remove(string id);
}
