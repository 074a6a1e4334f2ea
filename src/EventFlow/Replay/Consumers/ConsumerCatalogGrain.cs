namespace EventFlow.Replay;

/// <summary>The list of the consumers.</summary>
internal sealed class ConsumerCatalogGrain([PersistentState("consumers", "state")] IPersistentState<ConsumerCatalogState> storage) : Grain, IConsumerCatalogGrain
{
    public ValueTask<IReadOnlyList<string>> List() => new([.. storage.State.Names.Order(StringComparer.Ordinal)]);

    public async ValueTask<bool> Add(string name, int most)
    {
        if (storage.State.Names.Contains(name)) return true;
        if (storage.State.Names.Count >= most) return false;
        storage.State.Names.Add(name);
        await Save();
        return true;
    }

    public ValueTask Remove(string name)
    {
        storage.State.Names.Remove(name);
        return Save();
    }

    private async ValueTask Save()
    {
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            // Memory must not be ahead of what is stored.
            DeactivateOnIdle();
            throw;
        }
    }
}
