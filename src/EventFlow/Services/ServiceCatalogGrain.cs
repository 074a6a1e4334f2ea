namespace EventFlow.Services;

/// <summary>The names of all services.</summary>
internal sealed class ServiceCatalogGrain([PersistentState("services", "state")] IPersistentState<ServiceCatalogState> storage) : Grain, IServiceCatalogGrain
{
    private IReadOnlyList<string>? _names;

    public async ValueTask Register(IReadOnlyList<string> services)
    {
        var added = services.Where(storage.State.Services.Add).ToList();
        if (added.Count == 0) return;
        _names = null;
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            // The caller tries again, and must not be told then that the name is known.
            foreach (var name in added) storage.State.Services.Remove(name);
            throw;
        }
    }

    public ValueTask<IReadOnlyList<string>> List() => new(_names ??= [.. storage.State.Services.Order(StringComparer.Ordinal)]);
}
