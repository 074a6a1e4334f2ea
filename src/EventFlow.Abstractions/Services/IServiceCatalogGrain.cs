namespace EventFlow;

/// <summary>The names of all services; the key is the tenant.</summary>
[Alias("EventFlow.IServiceCatalogGrain")]
public interface IServiceCatalogGrain : IGrainWithStringKey
{
    /// <summary>Adds names that are new. Returns after they are saved.</summary>
    [Alias("Register")]
    ValueTask Register(IReadOnlyList<string> services);

    /// <summary>All names, ordered.</summary>
    [ReadOnly, Alias("List")]
    ValueTask<IReadOnlyList<string>> List();
}
