namespace EventFlow.Audit;

/// <summary>Stores a part of the changes.</summary>
internal sealed class AuditPageGrain([PersistentState("audit-page", "state")] IPersistentState<AuditPageState> state) : Grain, IAuditPageGrain
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AuditEntry>> Load() => new(state.State.Entries);

    /// <inheritdoc/>
    public async ValueTask Store(IReadOnlyList<AuditEntry> entries)
    {
        state.State.Entries = entries;
        if (entries.Count > 0) await state.WriteStateAsync();
        else await state.ClearStateAsync();
    }
}
