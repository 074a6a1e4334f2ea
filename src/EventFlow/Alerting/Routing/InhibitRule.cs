namespace EventFlow.Alerting.Routing;

/// <summary>A compiled <see cref="InhibitRuleDefinition"/>. Thread safe.</summary>
public sealed class InhibitRule(IReadOnlyList<Matcher> source, IReadOnlyList<Matcher> target, IReadOnlyList<string> equal)
{
    /// <summary>Whether an alert with these labels can inhibit others.</summary>
    public bool IsSource(LabelSet labels) => Matcher.AllMatch(source, labels);

    /// <summary>Whether an alert with these labels can be inhibited.</summary>
    public bool IsTarget(LabelSet labels) => Matcher.AllMatch(target, labels);

    /// <summary>Whether an open alert inhibits another. One that is both source and target is not inhibited by another that is both, so that two never silence each other.</summary>
    public bool Inhibits(LabelSet sourceLabels, LabelSet targetLabels)
    {
        if (!IsSource(sourceLabels) || !IsTarget(targetLabels)) return false;
        if (IsTarget(sourceLabels) && IsSource(targetLabels)) return false;
        foreach (var name in equal)
            if (!string.Equals(sourceLabels[name] ?? "", targetLabels[name] ?? "", StringComparison.Ordinal)) return false;
        return true;
    }

    /// <summary>The rule in words.</summary>
    public override string ToString() => $"{{{string.Join(",", source)}}} holds {{{string.Join(",", target)}}}{(equal.Count > 0 ? $" of the same {string.Join(", ", equal)}" : "")}";
}
