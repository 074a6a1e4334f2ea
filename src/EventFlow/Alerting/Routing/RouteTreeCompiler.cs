using EventFlow.Alerting.Escalation;

namespace EventFlow.Alerting.Routing;

/// <summary>Turns a configuration into a tree, or says everything that is wrong with it. For one use.</summary>
/// <param name="settings">Where the root takes what it does not say itself.</param>
/// <param name="channels">Ids of the channels there are; null does not check them.</param>
/// <param name="policies">Ids of the escalation policies there are; null does not check them.</param>
public sealed class RouteTreeCompiler(AlertingOptions settings, IReadOnlySet<string>? channels, IReadOnlySet<string>? policies = null)
{
    /// <summary>The deepest tree.</summary>
    public const int MaxDepth = 32;

    /// <summary>The most routes.</summary>
    public const int MaxRoutes = 2_000;

    // Whoever wants nothing repeated writes a year into alertmanager.yml.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(30);
    private static readonly TimeSpan LongestRepeat = TimeSpan.FromDays(3_650);

    private readonly List<Fault> _faults = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _receivers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NamedTimeInterval> _intervals = new(StringComparer.Ordinal);
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private int _routes;

    /// <summary>Compiles. The tree is null when there are faults.</summary>
    public (RouteTree? Tree, IReadOnlyList<Fault> Faults) Compile(AlertingConfig config)
    {
        ReadReceivers(config.Receivers ?? []);
        ReadIntervals(config.TimeIntervals ?? []);
        var root = ReadRoot(config.Route);
        var rules = ReadInhibitRules(config.InhibitRules ?? []);
        return _faults.Count > 0 ? (null, _faults) : (new(root!, rules), []);
    }

    private void ReadReceivers(IReadOnlyList<ReceiverDefinition> receivers)
    {
        for (var i = 0; i < receivers.Count; i++)
        {
            var (field, receiver) = ($"receivers[{i}]", receivers[i]);
            if (receiver is null || string.IsNullOrWhiteSpace(receiver.Name) || receiver.Name.Length > 200) Wrong($"{field}.name", receiver?.Name is null ? "missing" : $"a name of {receiver.Name.Length} characters", "a name of 1 to 200 characters");
            else if (!_receivers.TryAdd(receiver.Name, receiver.Channels ?? [])) Wrong($"{field}.name", $"'{receiver.Name}', the second of this name", "a name of its own");
            for (var c = 0; c < (receiver?.Channels?.Count ?? 0); c++)
                if (receiver!.Channels![c] is not { } channel || (channel != "*" && channels?.Contains(channel) == false))
                    Wrong($"{field}.channels[{c}]", $"'{receiver.Channels[c]}', a channel that does not exist", $"* or one of {Known(channels)}");
        }
    }

    private void ReadIntervals(IReadOnlyList<TimeIntervalDefinition> intervals)
    {
        for (var i = 0; i < intervals.Count; i++)
        {
            var (field, interval) = ($"timeIntervals[{i}]", intervals[i]);
            if (interval is null || string.IsNullOrWhiteSpace(interval.Name))
            {
                Wrong($"{field}.name", "empty", "a name, by which routes refer to it");
                continue;
            }
            var times = (interval.TimeIntervals ?? []).Select((t, n) => CalendarTime.Create(t ?? new(), $"{field}.timeIntervals[{n}]", _faults)).ToList();
            for (var n = 0; n < times.Count; n++)
                if (interval.TimeIntervals![n] is null) Wrong($"{field}.timeIntervals[{n}]", "null", "an interval");
            if (times.Count == 0) Wrong($"{field}.timeIntervals", "empty", "at least one interval");
            if (!_intervals.TryAdd(interval.Name, new(interval.Name, times))) Wrong($"{field}.name", $"'{interval.Name}', the second of this name", "a name of its own");
        }
    }

    private RouteNode? ReadRoot(RouteDefinition? route)
    {
        if (route is null)
        {
            Wrong("route", "missing", "the root of the tree, with a receiver");
            return null;
        }
        if (route.Matchers?.Count > 0) Wrong("route.matchers", $"{route.Matchers.Count} matchers", "none: the root takes every alert");
        if (route.MuteTimeIntervals?.Count > 0) Wrong("route.muteTimeIntervals", "not empty", "none at the root; put them on a route below");
        if (route.ActiveTimeIntervals?.Count > 0) Wrong("route.activeTimeIntervals", "not empty", "none at the root; put them on a route below");
        if (string.IsNullOrEmpty(route.Receiver)) Wrong("route.receiver", "missing", "the name of a receiver");
        var timing = settings.Timing();
        var parent = new RouteNode
        {
            Path = "", Receiver = "", Channels = [], GroupBy = settings.EffectiveGroupBy, Timing = timing, WrittenRepeatMs = timing.RepeatMs, Matchers = [], Continue = false, Escalation = null, StormLimit = settings.StormLimit, Mute = [], Active = [], Children = [],
        };
        return Read(route, parent, "route", "", 1);
    }

    private RouteNode? Read(RouteDefinition route, RouteNode parent, string field, string siblingsPath, int depth)
    {
        if (++_routes > MaxRoutes)
        {
            if (_routes == MaxRoutes + 1) Wrong(field, $"route number {_routes}", $"at most {MaxRoutes} routes");
            return null;
        }
        _faults.AddRange(MatcherParser.ParseAll(route.Matchers, $"{field}.matchers", out var matchers));
        var path = PathOf(siblingsPath, matchers);
        var (receiver, to) = (string.IsNullOrEmpty(route.Receiver) ? parent.Receiver : route.Receiver, (IReadOnlyList<string>)[]);
        if (receiver.Length > 0 && !_receivers.TryGetValue(receiver, out to!)) Wrong($"{field}.receiver", $"'{receiver}', a receiver that does not exist", $"one of {Known(_receivers.Keys)}");
        var groupBy = route.GroupBy is { Count: > 0 } own ? own : depth == 1 && route.GroupBy is not null ? [] : parent.GroupBy;
        CheckGroupBy(groupBy, field);
        var repeat = ReadSpan(route.RepeatInterval, parent.WrittenRepeatMs, $"{field}.repeatInterval", TimeSpan.FromSeconds(1), LongestRepeat);
        var node = new RouteNode
        {
            Path = path, Receiver = receiver, Channels = to ?? [], GroupBy = groupBy, Timing = ReadTiming(route, parent.Timing, repeat, field), WrittenRepeatMs = repeat, Matchers = matchers, Continue = route.Continue,
            StormLimit = ReadStormLimit(route, parent, field), Escalation = ReadEscalation(route, parent, field),
            Mute = ReadNames(route.MuteTimeIntervals, $"{field}.muteTimeIntervals"), Active = ReadNames(route.ActiveTimeIntervals, $"{field}.activeTimeIntervals"),
            Children = [],
        };
        return ReadChildren(route.Routes ?? [], node, field, depth);
    }

    private RouteNode? ReadChildren(IReadOnlyList<RouteDefinition> routes, RouteNode node, string field, int depth)
    {
        if (routes.Count == 0) return node;
        if (depth == MaxDepth)
        {
            Wrong($"{field}.routes", $"{depth + 1} levels deep", $"at most {MaxDepth} levels");
            return null;
        }
        var children = new List<RouteNode>();
        for (var i = 0; i < routes.Count && _routes <= MaxRoutes; i++)
        {
            if (routes[i] is null) Wrong($"{field}.routes[{i}]", "null", "a route");
            else if (Read(routes[i], node, $"{field}.routes[{i}]", node.Path + "/", depth + 1) is { } child) children.Add(child);
        }
        return new()
        {
            Path = node.Path, Receiver = node.Receiver, Channels = node.Channels, GroupBy = node.GroupBy, Timing = node.Timing, WrittenRepeatMs = node.WrittenRepeatMs, Matchers = node.Matchers, Continue = node.Continue,
            StormLimit = node.StormLimit, Escalation = node.Escalation, Mute = node.Mute, Active = node.Active, Children = children,
        };
    }

    // By its matchers and not by its place: a route that is moved keeps its groups. The second of the same matchers gets a number.
    private string PathOf(string siblingsPath, IReadOnlyList<Matcher> matchers)
    {
        var path = $"{siblingsPath}{{{string.Join(",", matchers.Select(static m => m.ToString()).Order(StringComparer.Ordinal))}}}";
        for (var n = 2; !_paths.Add(path); n++) path = n == 2 ? $"{path}#2" : $"{path[..path.LastIndexOf('#')]}#{n}";
        return path;
    }

    private GroupTiming ReadTiming(RouteDefinition route, GroupTiming parent, long repeat, string field)
    {
        var wait = ReadSpan(route.GroupWait, parent.WaitMs, $"{field}.groupWait", TimeSpan.Zero, LongestWait);
        var interval = ReadSpan(route.GroupInterval, parent.IntervalMs, $"{field}.groupInterval", TimeSpan.FromSeconds(1), LongestInterval);
        // As Alertmanager: a repeat is looked for when the group's interval has passed, never sooner.
        return new(wait, interval, Math.Max(repeat, interval), route.GroupWait is null ? parent.ResolveWaitMs : settings.ResolveWait is { } fixedWait ? (long)fixedWait.TotalMilliseconds : wait);
    }

    private long ReadSpan(string? text, long inherited, string field, TimeSpan least, TimeSpan most)
    {
        if (text is null) return inherited;
        if (AlertingDuration.TryParse(text, out var span) && span >= least && span <= most) return (long)span.TotalMilliseconds;
        Wrong(field, $"'{text}'", $"a span from {AlertingDuration.Write(least)} to {AlertingDuration.Write(most)}, such as 30s, 5m or 4h");
        return inherited;
    }

    private int ReadStormLimit(RouteDefinition route, RouteNode parent, string field)
    {
        if (route.StormLimit is not { } limit) return parent.StormLimit;
        if (limit is >= 0 and <= 100_000) return limit;
        Wrong($"{field}.stormLimit", $"{limit}", "0 (no limit) to 100000 groups within a minute");
        return parent.StormLimit;
    }

    private string? ReadEscalation(RouteDefinition route, RouteNode parent, string field)
    {
        if (route.Escalation is not { } policy) return parent.Escalation;
        if (policy == EscalationPath.NoPolicy) return null;
        if (policies?.Contains(policy) == false) Wrong($"{field}.escalation", $"'{policy}', an escalation policy that does not exist", $"{EscalationPath.NoPolicy} or one of {Known(policies)}");
        return policy;
    }

    private void CheckGroupBy(IReadOnlyList<string> groupBy, string field)
    {
        if (groupBy.Count > 20) Wrong($"{field}.groupBy", $"{groupBy.Count} labels", "at most 20");
        if (groupBy.Any(string.IsNullOrEmpty)) Wrong($"{field}.groupBy", "a list with an empty name", "names of labels");
        if (groupBy.Contains("...") && groupBy.Count > 1) Wrong($"{field}.groupBy", "'...' beside other labels", "'...' alone, which stands for all labels");
        if (groupBy.Distinct(StringComparer.Ordinal).Count() < groupBy.Count) Wrong($"{field}.groupBy", "a list with the same name twice", "each name once");
    }

    private List<NamedTimeInterval> ReadNames(IReadOnlyList<string>? names, string field)
    {
        var found = new List<NamedTimeInterval>();
        for (var i = 0; i < (names?.Count ?? 0); i++)
        {
            if (names![i] is { } name && _intervals.TryGetValue(name, out var interval)) found.Add(interval);
            else Wrong($"{field}[{i}]", $"'{names[i]}', a time interval that does not exist", $"one of {Known(_intervals.Keys)}");
        }
        return found;
    }

    private List<InhibitRule> ReadInhibitRules(IReadOnlyList<InhibitRuleDefinition> rules)
    {
        var found = new List<InhibitRule>();
        for (var i = 0; i < rules.Count; i++)
        {
            var (field, rule) = ($"inhibitRules[{i}]", rules[i] ?? new(null, null, null));
            _faults.AddRange(MatcherParser.ParseAll(rule.SourceMatchers, $"{field}.sourceMatchers", out var source));
            _faults.AddRange(MatcherParser.ParseAll(rule.TargetMatchers, $"{field}.targetMatchers", out var target));
            if (rule.SourceMatchers is not { Count: > 0 }) Wrong($"{field}.sourceMatchers", "empty", "at least one matcher: without, every alert would hold others");
            if (rule.TargetMatchers is not { Count: > 0 }) Wrong($"{field}.targetMatchers", "empty", "at least one matcher: without, every alert would be held");
            if (rule.Equal?.Any(string.IsNullOrEmpty) == true) Wrong($"{field}.equal", "a list with an empty name", "names of labels");
            found.Add(new(source, target, rule.Equal ?? []));
        }
        if (rules.Count > 500) Wrong("inhibitRules", $"{rules.Count} rules", "at most 500");
        return found;
    }

    private void Wrong(string field, string found, string expected)
    {
        // A thousand faults help nobody.
        if (_faults.Count < 100) _faults.Add(new(field, found, expected));
    }

    private static string Known(IEnumerable<string>? names)
    {
        var list = (names ?? []).Order(StringComparer.Ordinal).ToList();
        return list.Count == 0 ? "(there is none)" : string.Join(", ", list.Take(10)) + (list.Count > 10 ? ", …" : "");
    }
}
