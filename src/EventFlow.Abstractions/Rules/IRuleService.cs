namespace EventFlow;

/// <summary>What the API and the dashboard do with rules. Thread safe.</summary>
public interface IRuleService
{
    /// <summary>The detectors a rule can name, ordered by name.</summary>
    IReadOnlyList<DetectorDescription> Detectors { get; }

    /// <summary>The faults of a rule; empty when it is good.</summary>
    IReadOnlyList<Fault> Validate(RuleDefinition rule);

    /// <summary>All rules, ordered by name, filtered by a text in name or id, service and enabled where given.</summary>
    ValueTask<Page<RuleDefinition>> List(string? text, string? service, bool? enabled, int offset, int limit);

    /// <summary>One rule with history and decisions; null when there is none.</summary>
    ValueTask<RuleDetail?> Get(string id);

    /// <summary>Validates and creates.</summary>
    ValueTask<Outcome<RuleDefinition>> Create(RuleDefinition rule, string who);

    /// <summary>Validates and changes; <see cref="RuleDefinition.Version"/> 0 overwrites whatever is there.</summary>
    ValueTask<Outcome<RuleDefinition>> Update(RuleDefinition rule, string who);

    /// <summary>Deletes.</summary>
    ValueTask<Outcome<RuleDefinition>> Delete(string id, string who);

    /// <summary>Runs a rule, stored or not, over the stored events of a span (event time, unix ms; at most 24 h) and raises nothing.</summary>
    ValueTask<Outcome<RulePreview>> Preview(RuleDefinition rule, long from, long to, CancellationToken cancellationToken = default);
}
