namespace EventFlow.Alerting;

/// <summary>Stores a part of the list of alerts.</summary>
public sealed class AlertIndexShardGrain([PersistentState("alerts", "state")] IPersistentState<AlertIndexShardState> state) : Grain, IAlertIndexShardGrain
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AlertSummary>> Load() => ValueTask.FromResult(state.State.Alerts);

    /// <inheritdoc/>
    public async ValueTask Store(IReadOnlyList<AlertSummary> alerts)
    {
        state.State.Alerts = alerts;
        await state.WriteStateAsync();
    }
}
