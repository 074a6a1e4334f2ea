namespace EventFlow.Notifications;

/// <summary>The channels made through the API.</summary>
public sealed class ChannelCatalogGrain([PersistentState("channels", "state")] IPersistentState<ChannelCatalogState> state) : Grain, IChannelCatalogGrain
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ChannelDefinition>> List() => ValueTask.FromResult<IReadOnlyList<ChannelDefinition>>([.. state.State.Channels.Values.OrderBy(static c => c.Id, StringComparer.Ordinal)]);

    /// <inheritdoc/>
    public async ValueTask Put(ChannelDefinition channel)
    {
        state.State.Channels[channel.Id] = channel;
        await SaveAsync();
    }

    /// <inheritdoc/>
    public async ValueTask<bool> Remove(string id)
    {
        var removed = state.State.Channels.Remove(id);
        // Also when it was not there: a repeated call may follow one whose write failed.
        await SaveAsync();
        return removed;
    }

    private async ValueTask SaveAsync()
    {
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // Memory must not be ahead of what is stored: the caller repeats against the stored state.
            DeactivateOnIdle();
            throw;
        }
    }
}
