namespace EventFlow.Alerting.Escalation;

/// <summary>The escalation policies and rotas as this process knows them, compiled. Thread safe.</summary>
public sealed class EscalationBook(IGrainFactory grains)
{
    private readonly Lock _gate = new();
    private volatile EscalationIndex _current = EscalationIndex.Empty;

    /// <summary>What is known.</summary>
    public EscalationIndex Current => _current;

    /// <summary>Reads what is in force now, and gives it. One small call: steps are rare, and must not follow an old rota.</summary>
    public async ValueTask<EscalationIndex> RefreshAsync()
    {
        if (await grains.GetGrain<IEscalationBookGrain>(Tenants.Default).GetNewer(_current.Set.Version) is { } newer) Use(newer);
        return _current;
    }

    private void Use(EscalationSet set)
    {
        var index = new EscalationIndex(set);
        lock (_gate)
        {
            if (set.Version > _current.Set.Version) _current = index;
        }
    }
}
