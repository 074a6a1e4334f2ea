namespace EventFlow.Alerting;

/// <summary>Stores a part of the list of what has something left to do.</summary>
public sealed class AlertingWorkPartGrain([PersistentState("part", "state")] IPersistentState<AlertingWorkPartState> state) : Grain, IAlertingWorkPartGrain
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AlertingWork>> Load() => ValueTask.FromResult(state.State.Work);

    /// <inheritdoc/>
    public async ValueTask Store(IReadOnlyList<AlertingWork> work)
    {
        try
        {
            state.State.Work = work;
            await state.WriteStateAsync();
        }
        catch
        {
            // The next call reads anew what is stored, and with it the version to replace.
            DeactivateOnIdle();
            throw;
        }
    }
}
