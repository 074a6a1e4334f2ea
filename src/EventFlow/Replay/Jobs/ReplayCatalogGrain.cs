namespace EventFlow.Replay;

/// <summary>The list of the replays.</summary>
internal sealed class ReplayCatalogGrain([PersistentState("replays", "state")] IPersistentState<ReplayCatalogState> storage) : Grain, IReplayCatalogGrain
{
    public ValueTask<IReadOnlyList<string>> List() => new([.. storage.State.Ids]);

    public ValueTask Add(string id)
    {
        if (!storage.State.Ids.Contains(id)) storage.State.Ids.Add(id);
        return Save();
    }

    public ValueTask Remove(string id)
    {
        storage.State.Ids.Remove(id);
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
