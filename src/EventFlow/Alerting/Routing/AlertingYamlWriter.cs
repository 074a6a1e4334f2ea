using System.Globalization;
using System.Text;

namespace EventFlow.Alerting.Routing;

/// <summary>Writes a configuration in the form of <c>alertmanager.yml</c>.</summary>
public static class AlertingYamlWriter
{
    /// <summary>Writes. For a program that knows Alertmanager's own members only, those of EventFlow are left out.</summary>
    public static string Write(AlertingConfig config, bool withExtensions = true)
    {
        var text = new StringBuilder("route:\n");
        WriteRoute(text, config.Route, "  ", withExtensions);
        text.Append("receivers:\n");
        foreach (var receiver in config.Receivers ?? [])
        {
            text.Append("- name: ").Append(Quote(receiver.Name)).Append('\n');
            if (withExtensions) List(text, "  ", "channels", receiver.Channels, always: true);
        }
        WriteInhibitRules(text, config.InhibitRules ?? []);
        WriteIntervals(text, config.TimeIntervals ?? []);
        return text.ToString();
    }

    private static void WriteRoute(StringBuilder text, RouteDefinition route, string indent, bool withExtensions)
    {
        var start = text.Length;
        Value(text, indent, "receiver", route.Receiver);
        List(text, indent, "matchers", route.Matchers);
        List(text, indent, "group_by", route.GroupBy, always: route.GroupBy is not null);
        Plain(text, indent, "group_wait", route.GroupWait);
        Plain(text, indent, "group_interval", route.GroupInterval);
        Plain(text, indent, "repeat_interval", route.RepeatInterval);
        if (route.Continue) Plain(text, indent, "continue", "true");
        if (withExtensions && route.StormLimit is { } limit) Plain(text, indent, "storm_limit", limit.ToString(CultureInfo.InvariantCulture));
        if (withExtensions) Value(text, indent, "escalation", route.Escalation);
        List(text, indent, "mute_time_intervals", route.MuteTimeIntervals);
        List(text, indent, "active_time_intervals", route.ActiveTimeIntervals);
        if (route.Routes is { Count: > 0 } routes)
        {
            text.Append(indent).Append("routes:\n");
            foreach (var child in routes)
            {
                var from = text.Length;
                WriteRoute(text, child, indent + "  ", withExtensions);
                // The first member of an item stands behind its dash.
                text.Remove(from, indent.Length + 2).Insert(from, indent + "- ");
            }
        }
        if (text.Length == start) text.Append(indent).Append("continue: false\n");
    }

    private static void WriteInhibitRules(StringBuilder text, IReadOnlyList<InhibitRuleDefinition> rules)
    {
        if (rules.Count == 0) return;
        text.Append("inhibit_rules:\n");
        foreach (var rule in rules)
        {
            text.Append("- source_matchers: ").Append(Flow(rule.SourceMatchers)).Append('\n');
            text.Append("  target_matchers: ").Append(Flow(rule.TargetMatchers)).Append('\n');
            List(text, "  ", "equal", rule.Equal);
        }
    }

    private static void WriteIntervals(StringBuilder text, IReadOnlyList<TimeIntervalDefinition> intervals)
    {
        if (intervals.Count == 0) return;
        text.Append("time_intervals:\n");
        foreach (var interval in intervals)
        {
            text.Append("- name: ").Append(Quote(interval.Name)).Append("\n  time_intervals:\n");
            foreach (var spec in interval.TimeIntervals ?? []) WriteSpec(text, spec);
        }
    }

    private static void WriteSpec(StringBuilder text, TimeIntervalSpec spec)
    {
        const string Indent = "    ";
        var start = text.Length;
        if (spec.Times is { Count: > 0 } times)
        {
            text.Append(Indent).Append("times:\n");
            foreach (var range in times)
                text.Append(Indent).Append("- start_time: ").Append(Quote(range.StartTime)).Append('\n').Append(Indent).Append("  end_time: ").Append(Quote(range.EndTime)).Append('\n');
        }
        List(text, Indent, "weekdays", spec.Weekdays);
        List(text, Indent, "days_of_month", spec.DaysOfMonth);
        List(text, Indent, "months", spec.Months);
        List(text, Indent, "years", spec.Years);
        Value(text, Indent, "location", spec.Location);
        if (text.Length == start) text.Append(Indent).Append("weekdays: ['sunday:saturday']\n");
        text.Remove(start, Indent.Length).Insert(start, "  - ");
    }

    private static void List(StringBuilder text, string indent, string name, IReadOnlyList<string>? values, bool always = false)
    {
        if (always || values is { Count: > 0 }) text.Append(indent).Append(name).Append(": ").Append(Flow(values)).Append('\n');
    }

    private static void Value(StringBuilder text, string indent, string name, string? value)
    {
        if (value is not null) text.Append(indent).Append(name).Append(": ").Append(Quote(value)).Append('\n');
    }

    private static void Plain(StringBuilder text, string indent, string name, string? value)
    {
        if (value is not null) text.Append(indent).Append(name).Append(": ").Append(value).Append('\n');
    }

    private static string Flow(IReadOnlyList<string>? values) => $"[{string.Join(", ", (values ?? []).Select(Quote))}]";

    // Single quotes keep everything as it is but themselves; line breaks and other invisible characters need the double ones.
    private static string Quote(string value) => value.Any(char.IsControl)
        ? $"\"{string.Concat(value.Select(static c => c switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", _ when char.IsControl(c) => $"\\u{(int)c:x4}", _ => c.ToString() }))}\""
        : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
