namespace EventFlow.Alerting.Routing;

/// <summary>A compiled node of the routing tree, with everything it takes from its parents. Thread safe.</summary>
public sealed class RouteNode
{
    // Replaced as a whole; whoever reads an older one makes it anew.
    private volatile NotificationGroup? _last;

    /// <summary>Its path: <c>{}</c> for the root, below it the matchers of each node: <c>{}/{severity="critical"}</c>. Part of the key of its groups.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the receiver.</summary>
    public required string Receiver { get; init; }

    /// <summary>The channels of the receiver; <c>*</c> stands for all.</summary>
    public required IReadOnlyList<string> Channels { get; init; }

    /// <summary>The labels to group by.</summary>
    public required IReadOnlyList<string> GroupBy { get; init; }

    /// <summary>Whether to group by all labels (<c>...</c>).</summary>
    public bool GroupByAll => GroupBy is ["..."];

    /// <summary>How long its groups wait.</summary>
    public required GroupTiming Timing { get; init; }

    /// <summary>The repeat interval as it was written, ms: routes below take it, whatever their group interval.</summary>
    public required long WrittenRepeatMs { get; init; }

    /// <summary>Id of the escalation policy its incidents follow; null: none.</summary>
    public required string? Escalation { get; init; }

    /// <summary>What an alert must fulfil.</summary>
    public required IReadOnlyList<Matcher> Matchers { get; init; }

    /// <summary>Whether siblings are asked too.</summary>
    public required bool Continue { get; init; }

    /// <summary>Groups that may begin within a minute; 0 is no limit.</summary>
    public required int StormLimit { get; init; }

    /// <summary>When it says nothing.</summary>
    public required IReadOnlyList<NamedTimeInterval> Mute { get; init; }

    /// <summary>When it may speak; none is always.</summary>
    public required IReadOnlyList<NamedTimeInterval> Active { get; init; }

    /// <summary>The nodes below.</summary>
    public required IReadOnlyList<RouteNode> Children { get; init; }

    /// <summary>Adds the nodes an alert ends in, in order.</summary>
    public void Match(LabelSet labels, List<RouteNode> found)
    {
        var before = found.Count;
        foreach (var child in Children)
        {
            if (!Matcher.AllMatch(child.Matchers, labels)) continue;
            child.Match(labels, found);
            if (!child.Continue) break;
        }
        if (found.Count == before) found.Add(this);
    }

    /// <summary>The group of an alert at this node.</summary>
    public NotificationGroup GroupOf(LabelSet labels)
    {
        if (GroupByAll) return new(KeyOf(labels), Path, labels);
        // Fast path: neighbours are mostly of one group, and each keeps what it is called as long as it is open.
        if (_last is { } last && IsOf(last.Labels, labels)) return last;
        var group = LabelSet.Create(GroupBy.Where(name => labels[name] is not null).Select(name => KeyValuePair.Create(name, labels[name]!)));
        return _last = new(KeyOf(group), Path, group);
    }

    private bool IsOf(LabelSet group, LabelSet labels)
    {
        foreach (var name in GroupBy)
            if (!string.Equals(group[name], labels[name], StringComparison.Ordinal)) return false;
        return true;
    }

    /// <summary>The key of a group of this node.</summary>
    public string KeyOf(LabelSet group)
    {
        // A grain's key must not be empty: alerts without any of the labels are told together too.
        var labels = group.Count == 0 ? "{}" : group.ToString();
        return Path == RouteTree.RootPath ? labels : $"{Path}:{labels}";
    }

    /// <summary>Whether it says nothing at a time (unix ms).</summary>
    public bool IsMuted(long at) => Mute.Any(i => i.Contains(at)) || (Active.Count > 0 && !Active.Any(i => i.Contains(at)));

    /// <summary>Until when it says nothing, from a time on (both unix ms); null when it may speak. At most 8 days ahead.</summary>
    public long? MutedUntil(long at)
    {
        if ((Mute.Count == 0 && Active.Count == 0) || !IsMuted(at)) return null;
        return CalendarTime.NextChange(at, IsMuted) ?? at + (long)TimeSpan.FromDays(8).TotalMilliseconds;
    }
}
