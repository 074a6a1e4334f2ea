namespace EventFlow.Silo.Tests;

/// <summary>Keeps rules in memory; one without a name, or whose threshold is not a number, is invalid.</summary>
internal sealed class FakeRules : IRuleService
{
    private readonly Dictionary<string, RuleDefinition> _rules = [];

    public RuleDefinition? Last { get; private set; }

    public IReadOnlyList<DetectorDescription> Detectors { get; } = [new("threshold", "Threshold", "Above or below.", "series", [])];

    public IReadOnlyList<Fault> Validate(RuleDefinition rule) =>
        rule.Name.Length == 0 ? [new("name", "missing", "1 to 120 characters")] : rule.Parameters.Json.Contains("\"x\"") ? [new("parameters.above", "\"x\"", "a number")] : [];

    public ValueTask<Page<RuleDefinition>> List(string? text, string? service, bool? enabled, int offset, int limit) =>
        new(new Page<RuleDefinition>([.. _rules.Values], _rules.Count, offset, limit));

    public ValueTask<RuleDetail?> Get(string id) => new(_rules.TryGetValue(id, out var rule) ? new RuleDetail(rule, [], []) : null);

    public ValueTask<Outcome<RuleDefinition>> Create(RuleDefinition rule, string who)
    {
        if (Validate(rule) is { Count: > 0 } faults) return new(Outcome<RuleDefinition>.Invalid(faults));
        Last = rule = rule with { Id = rule.Id.Length > 0 ? rule.Id : "derived", UpdatedBy = who, Version = 1 };
        return new(_rules.TryAdd(rule.Id, rule) ? Outcome<RuleDefinition>.Done(rule) : Outcome<RuleDefinition>.Conflict($"There is a rule '{rule.Id}' already."));
    }

    public ValueTask<Outcome<RuleDefinition>> Update(RuleDefinition rule, string who)
    {
        if (!_rules.TryGetValue(rule.Id, out var known)) return new(Outcome<RuleDefinition>.NotFound($"There is no rule '{rule.Id}'."));
        if (rule.Version != 0 && rule.Version != known.Version) return new(Outcome<RuleDefinition>.Conflict("Somebody else changed it."));
        Last = _rules[rule.Id] = rule with { Version = known.Version + 1, UpdatedBy = who };
        return new(Outcome<RuleDefinition>.Done(Last));
    }

    public ValueTask<Outcome<RuleDefinition>> Delete(string id, string who) =>
        new(_rules.Remove(id, out var rule) ? Outcome<RuleDefinition>.Done(rule) : Outcome<RuleDefinition>.NotFound($"There is no rule '{id}'."));

    public ValueTask<Outcome<RulePreview>> Preview(RuleDefinition rule, long from, long to, CancellationToken cancellationToken = default) =>
        new(Outcome<RulePreview>.Done(new RulePreview(from, to, 1, 60, [], [])));
}
