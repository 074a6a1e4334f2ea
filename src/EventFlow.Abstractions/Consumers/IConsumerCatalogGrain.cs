namespace EventFlow;

/// <summary>The names of all consumers; the key is the tenant.</summary>
[Alias("EventFlow.IConsumerCatalogGrain")]
public interface IConsumerCatalogGrain : IGrainWithStringKey
{
    /// <summary>The names, in order.</summary>
    [ReadOnly, Alias("List")]
    ValueTask<IReadOnlyList<string>> List();

    /// <summary>Adds one, unless there are as many as may be. Returns whether it is there.</summary>
    [Alias("Add")]
    ValueTask<bool> Add(string name, int most);

    /// <summary>Takes one out.</summary>
    [Alias("Remove")]
    ValueTask Remove(string name);
}
