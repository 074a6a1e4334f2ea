namespace EventFlow.Notifications;

/// <summary>Stores a page of a channel.</summary>
public sealed class ChannelPageGrain([PersistentState("page", "state")] IPersistentState<ChannelPageState> state) : Grain, IChannelPageGrain
{
    /// <inheritdoc/>
    public ValueTask<ChannelPage?> Load()
    {
        // Read once when the channel wakes: what follows are replacements.
        var page = state.State.Page;
        if (page is null) DeactivateOnIdle();
        return ValueTask.FromResult(page);
    }

    /// <inheritdoc/>
    public async ValueTask Store(ChannelPage page)
    {
        state.State.Page = page;
        await SaveAsync(state.WriteStateAsync);
    }

    /// <inheritdoc/>
    public async ValueTask Clear()
    {
        if (state.RecordExists) await SaveAsync(state.ClearStateAsync);
        DeactivateOnIdle();
    }

    private async Task SaveAsync(Func<Task> save)
    {
        try
        {
            await save();
        }
        catch
        {
            // The next call reads anew what is stored, and with it the version to replace.
            DeactivateOnIdle();
            throw;
        }
    }
}
