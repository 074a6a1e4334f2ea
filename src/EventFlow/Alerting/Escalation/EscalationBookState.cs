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

    /// <summary>Versions of the policies by id, oldest first; those of deleted ones too.</summary>
    public SortedDictionary<string, List<EscalationVersion>> PolicyVersions { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Versions of the rotas by id, oldest first; those of deleted ones too.</summary>
    public SortedDictionary<string, List<EscalationVersion>> RotaVersions { get; set; } = new(StringComparer.Ordinal);
}
