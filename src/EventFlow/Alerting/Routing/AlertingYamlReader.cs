using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace EventFlow.Alerting.Routing;

/// <summary>
/// Reads a configuration in the form of <c>alertmanager.yml</c>. What EventFlow keeps elsewhere (how a receiver is reached, templates, addresses) is not carried over, and named. For one use.
/// </summary>
/// <param name="channels">Ids of the channels there are: a receiver of the same name gets that channel.</param>
public sealed class AlertingYamlReader(IReadOnlySet<string> channels)
{
    /// <summary>The longest text, in characters.</summary>
    public const int LongestText = 1024 * 1024;

    private const int MaxDepth = 100;
    private const int MaxNodes = 100_000;

    private const string ATree = "a tree without cycles, of a size a person can read";

    private static readonly string TooDeep = $"nested more than {MaxDepth} levels, or a route that contains itself";

    private readonly List<Fault> _faults = [];
    private readonly List<string> _notes = [];
    private int _nodes;

    /// <summary>Reads.</summary>
    public AlertingConfigReading Read(string yaml)
    {
        if (yaml.Length > LongestText) return Refuse("yaml", $"{yaml.Length} characters", $"at most {LongestText}");
        try
        {
            if (IsTooDeep(yaml)) return Refuse("yaml", TooDeep, ATree);
            var stream = new YamlStream();
            using var reader = new StringReader(yaml);
            stream.Load(reader);
            if (stream.Documents is not [{ RootNode: YamlMappingNode root }]) return Refuse("yaml", stream.Documents.Count == 0 ? "empty" : "no mapping", "one document such as alertmanager.yml, with route and receivers");
            Measure(root, 0);
            var config = _faults.Count > 0 ? null : ReadConfig(root);
            return new(_faults.Count > 0 ? null : config, _faults, _notes);
        }
        catch (YamlException error)
        {
            return Refuse("yaml", $"no YAML at line {error.Start.Line}, column {error.Start.Column} ({error.Message.Split('\n')[0]})", "YAML");
        }
    }

    private static AlertingConfigReading Refuse(string field, string found, string expected) => new(null, [new(field, found, expected)], []);

    // Before a tree is made of it, which takes a call more for each level: a text of nothing but brackets would be the end of the process.
    private static bool IsTooDeep(string yaml)
    {
        using var reader = new StringReader(yaml);
        var parser = new Parser(reader);
        // The stream and the document are levels too.
        for (var depth = -2; parser.MoveNext();)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaxDepth) return true;
        }
        return false;
    }

    // Aliases may make a node its own ancestor, or a short text a huge tree.
    private void Measure(YamlNode node, int depth)
    {
        if (_faults.Count > 0) return;
        if (depth > MaxDepth || ++_nodes > MaxNodes)
        {
            _faults.Add(new("yaml", depth > MaxDepth ? TooDeep : $"more than {MaxNodes} values", ATree));
            return;
        }
        if (node is YamlMappingNode map)
            foreach (var (_, value) in map.Children) Measure(value, depth + 1);
        else if (node is YamlSequenceNode list)
            foreach (var item in list.Children) Measure(item, depth + 1);
    }

    private AlertingConfig ReadConfig(YamlMappingNode root)
    {
        RouteDefinition? route = null;
        List<ReceiverDefinition> receivers = [];
        List<InhibitRuleDefinition> rules = [];
        List<TimeIntervalDefinition> intervals = [];
        foreach (var (name, value) in Members(root, ""))
        {
            switch (name)
            {
                case "route": route = ReadRoute(value, "route"); break;
                case "receivers": receivers = [.. Items(value, "receivers").Select((n, i) => ReadReceiver(n, $"receivers[{i}]"))]; break;
                case "inhibit_rules": rules = [.. Items(value, "inhibit_rules").Select((n, i) => ReadInhibitRule(n, $"inhibit_rules[{i}]"))]; break;
                case "time_intervals" or "mute_time_intervals": intervals.AddRange(Items(value, name).Select((n, i) => ReadInterval(n, $"{name}[{i}]"))); break;
                case "global": NoteGlobal(value); break;
                case "templates": _notes.Add("templates: not carried over; texts are set on each channel."); break;
                default: _notes.Add($"{name}: not carried over; EventFlow knows no such section."); break;
            }
        }
        if (route is null && _faults.Count == 0) _faults.Add(new("route", "missing", "the root of the tree, with a receiver"));
        return new() { Route = route ?? new(), Receivers = receivers, InhibitRules = rules, TimeIntervals = intervals };
    }

    private void NoteGlobal(YamlNode value)
    {
        foreach (var (name, member) in Members(value, "global"))
        {
            if (name == "resolve_timeout") _notes.Add($"global.resolve_timeout ({Text(member, "global.resolve_timeout")}): not carried over; set EventFlow:Alerting:ResolveTimeout.");
            else _notes.Add($"global.{name}: not carried over; set it on each channel that needs it.");
        }
    }

    private RouteDefinition ReadRoute(YamlNode node, string field)
    {
        var route = new RouteDefinition();
        List<string> matchers = [];
        foreach (var (name, value) in Members(node, field))
        {
            var at = $"{field}.{name}";
            // Not set: it takes its parent's.
            if (IsNull(value)) continue;
            switch (name)
            {
                case "receiver": route = route with { Receiver = Text(value, at) }; break;
                case "group_by": route = route with { GroupBy = Texts(value, at) }; break;
                case "group_wait": route = route with { GroupWait = Text(value, at) }; break;
                case "group_interval": route = route with { GroupInterval = Text(value, at) }; break;
                case "repeat_interval": route = route with { RepeatInterval = Text(value, at) }; break;
                case "matchers": matchers.AddRange(Texts(value, at)); break;
                case "match": matchers.AddRange(OldMatchers(value, at, MatcherOperator.Equal)); break;
                case "match_re": matchers.AddRange(OldMatchers(value, at, MatcherOperator.Matches)); break;
                case "continue": route = route with { Continue = Flag(value, at) }; break;
                case "mute_time_intervals": route = route with { MuteTimeIntervals = Texts(value, at) }; break;
                case "active_time_intervals": route = route with { ActiveTimeIntervals = Texts(value, at) }; break;
                case "escalation": route = route with { Escalation = Text(value, at) }; break;
                case "storm_limit": route = route with { StormLimit = Number(value, at) }; break;
                case "routes": route = route with { Routes = [.. Items(value, at).Select((n, i) => ReadRoute(n, $"{at}[{i}]"))] }; break;
                default: _notes.Add($"{at}: not carried over; EventFlow knows no such setting of a route."); break;
            }
        }
        return matchers.Count > 0 ? route with { Matchers = matchers } : route;
    }

    private ReceiverDefinition ReadReceiver(YamlNode node, string field)
    {
        var (receiver, ways, named) = ("", new List<string>(), (List<string>?)null);
        foreach (var (name, value) in Members(node, field))
        {
            if (name == "name") receiver = Text(value, $"{field}.name");
            else if (name == "channels") named = Texts(value, $"{field}.channels");
            else if (name.EndsWith("_configs", StringComparison.Ordinal)) ways.AddRange(Items(value, $"{field}.{name}").Select((_, i) => $"{name}[{i}]"));
            else _notes.Add($"{field}.{name}: not carried over; EventFlow knows no such setting of a receiver.");
        }
        if (named is not null) return new(receiver, named);
        var id = ChannelIdOf(receiver);
        if (ways.Count > 0 && channels.Contains(id))
        {
            _notes.Add($"receiver '{receiver}': {string.Join(", ", ways)} not carried over; the channel '{id}' that is there takes their place.");
            return new(receiver, [id]);
        }
        foreach (var way in ways)
            _notes.Add($"receiver '{receiver}': {way} not carried over; make a channel of kind {KindOf(way)} (for example '{(ways.Count > 1 ? $"{id}-{KindOf(way)}" : id)}') and name it in channels of the receiver.");
        return new(receiver, []);
    }

    private InhibitRuleDefinition ReadInhibitRule(YamlNode node, string field)
    {
        List<string> source = [], target = [], equal = [];
        foreach (var (name, value) in Members(node, field))
        {
            var at = $"{field}.{name}";
            switch (name)
            {
                case "source_matchers": source.AddRange(Texts(value, at)); break;
                case "source_match": source.AddRange(OldMatchers(value, at, MatcherOperator.Equal)); break;
                case "source_match_re": source.AddRange(OldMatchers(value, at, MatcherOperator.Matches)); break;
                case "target_matchers": target.AddRange(Texts(value, at)); break;
                case "target_match": target.AddRange(OldMatchers(value, at, MatcherOperator.Equal)); break;
                case "target_match_re": target.AddRange(OldMatchers(value, at, MatcherOperator.Matches)); break;
                case "equal": equal.AddRange(Texts(value, at)); break;
                default: _notes.Add($"{at}: not carried over; EventFlow knows no such setting of an inhibit rule."); break;
            }
        }
        return new(source, target, equal);
    }

    private TimeIntervalDefinition ReadInterval(YamlNode node, string field)
    {
        var (interval, times) = ("", new List<TimeIntervalSpec>());
        foreach (var (name, value) in Members(node, field))
        {
            if (name == "name") interval = Text(value, $"{field}.name");
            else if (name == "time_intervals") times.AddRange(Items(value, $"{field}.time_intervals").Select((n, i) => ReadSpec(n, $"{field}.time_intervals[{i}]")));
            else _notes.Add($"{field}.{name}: not carried over; EventFlow knows no such setting of a time interval.");
        }
        return new(interval, times);
    }

    private TimeIntervalSpec ReadSpec(YamlNode node, string field)
    {
        var spec = new TimeIntervalSpec();
        foreach (var (name, value) in Members(node, field))
        {
            var at = $"{field}.{name}";
            switch (name)
            {
                case "times": spec = spec with { Times = [.. Items(value, at).Select((n, i) => ReadRange(n, $"{at}[{i}]"))] }; break;
                case "weekdays": spec = spec with { Weekdays = Texts(value, at) }; break;
                case "days_of_month": spec = spec with { DaysOfMonth = Texts(value, at) }; break;
                case "months": spec = spec with { Months = Texts(value, at) }; break;
                case "years": spec = spec with { Years = Texts(value, at) }; break;
                case "location": spec = spec with { Location = Text(value, at) }; break;
                default: _notes.Add($"{at}: not carried over; EventFlow knows no such setting of a time interval."); break;
            }
        }
        return spec;
    }

    private TimeOfDayRange ReadRange(YamlNode node, string field)
    {
        var (start, end) = ("", "");
        foreach (var (name, value) in Members(node, field))
        {
            if (name == "start_time") start = Text(value, $"{field}.start_time");
            else if (name == "end_time") end = Text(value, $"{field}.end_time");
        }
        return new(start, end);
    }

    private IEnumerable<string> OldMatchers(YamlNode node, string field, MatcherOperator op)
    {
        foreach (var (name, value) in Members(node, field))
        {
            if (Matcher.Create(name, op, Text(value, $"{field}.{name}"), out var error) is { } matcher) yield return matcher.ToString();
            else _faults.Add(new($"{field}.{name}", error, "an expression"));
        }
    }

    private IEnumerable<(string Name, YamlNode Value)> Members(YamlNode node, string field)
    {
        if (node is YamlMappingNode map) return Merged(map, field);
        if (!IsNull(node)) Wrong(node, field, "a mapping");
        return [];
    }

    // With what its merge keys name, as Alertmanager reads it: own members win, then those of the mapping that is named first.
    private List<(string Name, YamlNode Value)> Merged(YamlMappingNode map, string field)
    {
        var (members, names) = (new List<(string, YamlNode)>(map.Children.Count), new HashSet<string>(StringComparer.Ordinal));
        Take(map);
        return members;

        void Take(YamlMappingNode from)
        {
            foreach (var (key, value) in from.Children)
                if (!IsMerge(key) && (key as YamlScalarNode)?.Value is var name && names.Add(name ?? "")) members.Add((name ?? "", value));
            foreach (var (_, value) in from.Children.Where(static c => IsMerge(c.Key)))
                foreach (var other in value is YamlSequenceNode several ? several.Children : [value])
                    if (other is YamlMappingNode merged) Take(merged);
                    else if (!IsNull(other)) Wrong(other, $"{field}.<<", "a mapping");
        }
    }

    private static bool IsMerge(YamlNode key) => key is YamlScalarNode { Style: ScalarStyle.Plain, Value: "<<" };

    private IEnumerable<YamlNode> Items(YamlNode node, string field)
    {
        if (node is YamlSequenceNode list) return list.Children;
        if (!IsNull(node)) Wrong(node, field, "a list");
        return [];
    }

    private List<string> Texts(YamlNode node, string field) =>
        node is YamlScalarNode { Value: { Length: > 0 } one } && !IsNull(node) ? [one] : [.. Items(node, field).Select((n, i) => Text(n, $"{field}[{i}]"))];

    private string Text(YamlNode node, string field)
    {
        if (node is YamlScalarNode scalar) return scalar.Value ?? "";
        Wrong(node, field, "a text");
        return "";
    }

    private bool Flag(YamlNode node, string field)
    {
        var text = Text(node, field);
        if (text is "true" or "false") return text == "true";
        Wrong(node, field, "true or false");
        return false;
    }

    private int? Number(YamlNode node, string field)
    {
        if (int.TryParse(Text(node, field), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        Wrong(node, field, "a whole number");
        return null;
    }

    private void Wrong(YamlNode node, string field, string expected)
    {
        var found = node switch { YamlMappingNode => "a mapping", YamlSequenceNode => "a list", _ => $"'{node}'" };
        if (_faults.Count < 100) _faults.Add(new(field.Length == 0 ? "yaml" : field, $"{found} at line {node.Start.Line}", expected));
    }

    private static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "null" or "~" };

    private static string KindOf(string way) => way[..way.IndexOf("_configs", StringComparison.Ordinal)] switch
    {
        "msteams" or "msteamsv2" => "teams",
        var kind => kind,
    };

    private static string ChannelIdOf(string receiver) => string.Concat(receiver.Select(static c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')).Trim('-');
}
