using EventFlow.Feedback;

namespace EventFlow.Rules;

/// <summary>The rules in force at one version of the catalog: those that are enabled and whose detector exists here. Immutable; compare by reference to see a change.</summary>
public sealed class RuleSnapshot
{
    private readonly CompiledRule[] _forSeries;
    private readonly CompiledRule[] _forServices;
    private readonly IReadOnlyList<Lesson> _lessons;

    /// <summary>A snapshot of these rules, and of what people taught about them.</summary>
    public RuleSnapshot(long version, IEnumerable<CompiledRule> rules, IReadOnlyList<Lesson>? lessons = null)
    {
        _lessons = lessons ?? [];
        Version = version;
        var all = rules.ToArray();
        _forSeries = Array.FindAll(all, static r => !r.IsForServices);
        _forServices = Array.FindAll(all, static r => r.IsForServices);
    }

    /// <summary>Version of the catalog.</summary>
    public long Version { get; }

    /// <summary>The rule with an id; null when there is none in force.</summary>
    public CompiledRule? Find(string ruleId) => Array.Find(_forSeries, r => r.Definition.Id == ruleId) ?? Array.Find(_forServices, r => r.Definition.Id == ruleId);

    /// <summary>The rules that watch a series.</summary>
    public CompiledRule[] For(SeriesParts series) => Array.FindAll(_forSeries, r => r.Watches(series));

    /// <summary>What was taught about a rule on a series or service.</summary>
    public Lessons LessonsOf(CompiledRule rule, string subject) => Lessons.Of(_lessons, rule.Definition.Id, rule.Detector.Name, subject);

    /// <summary>The rules that watch a service.</summary>
    public CompiledRule[] For(string service) => Array.FindAll(_forServices, r => r.Watches(service));
}
