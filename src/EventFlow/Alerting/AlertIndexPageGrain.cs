namespace EventFlow.Alerting;

/// <summary>Stores a page of the list of alerts.</summary>
public sealed class AlertIndexPageGrain([PersistentState("page", "state")] IPersistentState<AlertIndexShardState> state) : Grain, IAlertIndexPageGrain
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AlertSummary>> Load()
    {
        if (!state.RecordExists) DeactivateOnIdle();
        return ValueTask.FromResult(state.State.Alerts);
    }

    /// <inheritdoc/>
    public async ValueTask Store(IReadOnlyList<AlertSummary> alerts)
    {
        try
        {
            state.State.Alerts = alerts;
            if (alerts.Count > 0) await state.WriteStateAsync();
            else if (state.RecordExists) await state.ClearStateAsync();
        }
        catch
        {
            // The next call reads anew what is stored, and with it the version to replace.
            DeactivateOnIdle();
            throw;
        }
        if (alerts.Count == 0) DeactivateOnIdle();
    }
}
