using EventFlow.Alerting.Escalation;
using EventFlow.Alerting.Suppression;

namespace EventFlow.Alerting.Routing;

/// <summary>Answers "where would this alert go, when, and why".</summary>
public sealed class RouteTester(SilenceBook silences, OpenAlertVisitor visitor)
{
    private const int MaxSteps = 50;

    /// <summary>Walks an alert through a tree, and through the escalation of the routes it ends in.</summary>
    public async ValueTask<RouteTest> TestAsync(RouteTree tree, LabelSet labels, long at, IReadOnlyList<ChannelDefinition> channels, EscalationIndex escalations)
    {
        var steps = new List<RouteTestStep>();
        Walk(tree.Root, labels, 0, steps);
        var severity = AlertSeverities.Of(labels);
        return new(labels, severity, at, await HeldByAsync(tree, labels, at), [.. tree.Match(labels).Select(n => TargetOf(n, labels, severity, at, channels, escalations))], steps);
    }

    private async ValueTask<List<string>> HeldByAsync(RouteTree tree, LabelSet labels, long at)
    {
        var held = new List<string>();
        await silences.RefreshAsync();
        foreach (var silence in silences.Holding(labels, at)) held.Add($"{(silence.Kind == Silence.Maintenance ? "Maintenance" : "Silence")} {silence.Id} of {silence.CreatedBy}: {silence.Comment}");
        var rules = tree.InhibitRules.Where(r => r.IsTarget(labels)).ToList();
        if (rules.Count == 0) return held;
        foreach (var open in await visitor.OpenAsync())
            if (rules.Find(r => r.Inhibits(open.Labels, labels)) is { } rule) held.Add($"Alert {open.Name} ({open.Id}), by the rule {rule}");
        return held;
    }

    private static void Walk(RouteNode node, LabelSet labels, int depth, List<RouteTestStep> steps)
    {
        var why = depth == 0 ? "The root takes every alert." : "All its matchers match.";
        steps.Add(new(node.Path, depth, true, why));
        var own = steps.Count - 1;
        var matched = false;
        for (var i = 0; i < node.Children.Count; i++)
        {
            var child = node.Children[i];
            if (child.Matchers.FirstOrDefault(m => !m.Matches(labels)) is { } failed)
            {
                var value = labels[failed.Name] is { } found ? $"'{found}'" : "not set";
                steps.Add(new(child.Path, depth + 1, false, $"{failed} does not match: {failed.Name} is {value}."));
                continue;
            }
            matched = true;
            Walk(child, labels, depth + 1, steps);
            if (child.Continue) continue;
            if (i + 1 < node.Children.Count) steps.Add(new(child.Path, depth + 1, true, $"It has no continue, so the {node.Children.Count - i - 1} after it are not asked."));
            break;
        }
        if (!matched) steps[own] = steps[own] with { Why = why + (node.Children.Count > 0 ? " None of the routes below does: it ends here." : " It ends here.") };
    }

    private static RouteTestTarget TargetOf(RouteNode node, LabelSet labels, Severity severity, long at, IReadOnlyList<ChannelDefinition> channels, EscalationIndex escalations)
    {
        var group = node.GroupOf(labels);
        var (first, muted) = (at + node.Timing.WaitMs, node.MutedUntil(at + node.Timing.WaitMs));
        var all = node.Channels.Contains("*");
        var named = channels.Where(c => all || node.Channels.Contains(c.Id)).Select(c => Judge(c, severity))
            .Concat(node.Channels.Where(id => id != "*" && channels.All(c => c.Id != id)).Select(static id => new RouteTestChannel(id, false, "There is no such channel any more.")));
        return new(
            node.Path, node.Receiver, node.GroupBy, group.Key, TimeSpan.FromMilliseconds(node.Timing.WaitMs), TimeSpan.FromMilliseconds(node.Timing.IntervalMs),
            TimeSpan.FromMilliseconds(node.Timing.RepeatMs), muted ?? first, muted, [.. named.OrderBy(static c => c.Channel, StringComparer.Ordinal)])
        {
            Escalation = node.Escalation,
            Steps = node.Escalation is { } policy && escalations.Path(policy) is { } path
                ? EscalationMachine.Plan(new() { Policy = policy, NextAt = (muted ?? first) + path.AfterMs[0] }, escalations, channels, severity, MaxSteps)
                : [],
        };
    }

    private static RouteTestChannel Judge(ChannelDefinition channel, Severity severity)
    {
        if (!channel.Enabled) return new(channel.Id, false, "The channel is switched off.");
        return channel.MinSeverity > severity
            ? new(channel.Id, false, $"It hears of {AlertNames.Of(channel.MinSeverity)} and worse; this is {AlertNames.Of(severity)}.")
            : new(channel.Id, true, $"It hears of {AlertNames.Of(channel.MinSeverity)} and worse.");
    }
}
