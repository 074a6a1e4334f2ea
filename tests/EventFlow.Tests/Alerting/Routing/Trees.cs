using EventFlow.Alerting;
using EventFlow.Alerting.Routing;

namespace EventFlow.Tests.Alerting.Routing;

/// <summary>Compiles trees from YAML for tests.</summary>
internal static class Trees
{
    public static RouteTree Of(string yaml)
    {
        var (tree, faults) = Compile(yaml);
        Assert.True(tree is not null, string.Join("\n", faults));
        return tree!;
    }

    public static (RouteTree? Tree, IReadOnlyList<Fault> Faults) Compile(string yaml, params string[] channels)
    {
        var reading = new AlertingYamlReader(new HashSet<string>()).Read(yaml);
        if (reading.Config is null) return (null, reading.Faults);
        return new RouteTreeCompiler(new AlertingOptions(), channels.Length > 0 ? channels.ToHashSet() : null).Compile(reading.Config);
    }

    public static IEnumerable<string> Receivers(this RouteTree tree, params (string, string)[] labels) => tree.Match(LabelSet.Of(labels)).Select(n => n.Receiver);
}
