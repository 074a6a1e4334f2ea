using EventFlow.Rules;
using EventFlow.Tests.Detection;

namespace EventFlow.Tests.Rules;

/// <summary>Rules made ready with the detectors of the platform.</summary>
internal static class RuleHost
{
    public static RuleCompiler Compiler() => new(DetectorHost.Catalog());

    public static RuleDefinition Rule(string id, string detector, string parameters, string metric = "*", int forSeconds = 0, int version = 1) => new()
    {
        Id = id, Name = id, Detector = detector, Parameters = new(parameters), Metric = metric, For = TimeSpan.FromSeconds(forSeconds), Version = version,
    };

    public static CompiledRule Compile(RuleDefinition rule)
    {
        var faults = new List<Fault>();
        var compiled = Compiler().Compile(rule, faults);
        Assert.True(compiled is not null, string.Join(' ', faults));
        return compiled;
    }

    public static RuleSnapshot Snapshot(params RuleDefinition[] rules) => new(1, rules.Select(Compile));
}
