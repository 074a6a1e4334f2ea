namespace EventFlow.Alerting.Escalation;

/// <summary>The escalation policies and rotas, as they are stored.</summary>
public sealed class EscalationBookState
{
    /// <summary>Ascends with every change.</summary>
    public long Version { get; set; }

    /// <summary>The policies by id.</summary>
    public SortedDictionary<string, EscalationPolicy> Policies { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The rotas by id, with their overrides.</summary>
    public SortedDictionary<string, OnCallRota> Rotas { get; set; } = new(StringComparer.Ordinal);
}
