namespace EventFlow;

/// <summary>The ids of all replays; the key is the tenant.</summary>
[Alias("EventFlow.IReplayCatalogGrain")]
public interface IReplayCatalogGrain : IGrainWithStringKey
{
    /// <summary>The ids, the oldest first.</summary>
    [ReadOnly, Alias("List")]
    ValueTask<IReadOnlyList<string>> List();

    /// <summary>Adds one.</summary>
    [Alias("Add")]
    ValueTask Add(string id);

    /// <summary>Takes one out.</summary>
    [Alias("Remove")]
    ValueTask Remove(string id);
}
