namespace EventFlow.Alerting.Routing;

/// <summary>A compiled configuration: the tree, and what inhibits what. Thread safe.</summary>
public sealed class RouteTree
{
    /// <summary>The path of the root.</summary>
    public const string RootPath = "{}";

    private readonly Dictionary<string, RouteNode> _byPath;

    internal RouteTree(RouteNode root, IReadOnlyList<InhibitRule> inhibitRules)
    {
        (Root, InhibitRules) = (root, inhibitRules);
        _byPath = All(root).ToDictionary(static n => n.Path, StringComparer.Ordinal);
    }

    /// <summary>The root.</summary>
    public RouteNode Root { get; }

    /// <summary>What inhibits what.</summary>
    public IReadOnlyList<InhibitRule> InhibitRules { get; }

    /// <summary>Number of nodes.</summary>
    public int Count => _byPath.Count;

    /// <summary>The nodes an alert ends in.</summary>
    public IReadOnlyList<RouteNode> Match(LabelSet labels)
    {
        var found = new List<RouteNode>(1);
        Root.Match(labels, found);
        return found;
    }

    /// <summary>The node of a path; null when the tree has none any more.</summary>
    public RouteNode? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>Whether an alert with these labels takes part in inhibition at all.</summary>
    public bool TakesPartInInhibition(LabelSet labels)
    {
        foreach (var rule in InhibitRules)
            if (rule.IsSource(labels) || rule.IsTarget(labels)) return true;
        return false;
    }

    /// <summary>Paths of the nodes whose incidents follow an escalation policy.</summary>
    public IReadOnlyList<string> PathsOfPolicy(string policy) => [.. _byPath.Values.Where(n => n.Escalation == policy).Select(static n => n.Path).Order(StringComparer.Ordinal)];

    /// <summary>Names of the receivers, of nodes in use, that name a channel; one that takes all channels does not.</summary>
    public IReadOnlyList<string> ReceiversOfChannel(string channel) => [.. _byPath.Values.Where(n => n.Channels.Contains(channel)).Select(static n => n.Receiver).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static IEnumerable<RouteNode> All(RouteNode node) => node.Children.SelectMany(All).Prepend(node);
}
