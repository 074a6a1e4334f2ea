namespace EventFlow.Tests.Alerting.Routing;

public sealed class RouteTreeTests
{
    // The example of Alertmanager's documentation, extended.
    private const string Example = """
        global: {resolve_timeout: 5m, smtp_smarthost: 'mail:25'}
        templates: ['/etc/x.tmpl']
        route:
          receiver: team-X
          group_by: ['alertname', 'cluster', service]
          group_wait: 30s
          group_interval: 5m
          repeat_interval: 3h
          routes:
          - match_re: {service: ^(foo1|foo2|baz)$}
            receiver: team-X
            routes:
            - match: {severity: critical}
              receiver: pager
          - matchers: [service = files]
            receiver: team-Y
            continue: true
          - matchers: ['service="files"', severity=~"crit.*"]
            receiver: pager
            group_wait: 0s
          - match: {service: database}
            receiver: team-DB
            group_by: ['...']
            mute_time_intervals: [nights]
        receivers:
        - name: team-X
        - name: team-Y
        - name: team-DB
        - name: pager
          pagerduty_configs: [{service_key: secret-key}]
        time_intervals:
        - name: nights
          time_intervals: [{times: [{start_time: '22:00', end_time: '24:00'}], location: Europe/Berlin}]
        """;

    [Theory]
    [InlineData("foo1", "warning", "team-X")]
    [InlineData("foo1", "critical", "pager")]
    [InlineData("files", "warning", "team-Y")]
    [InlineData("files", "critical", "team-Y pager")]
    [InlineData("database", "critical", "team-DB")]
    [InlineData("other", "critical", "team-X")]
    public void Match_ByDepthFirstAndContinue_EndsWhereAlertmanagerSends(string service, string severity, string receivers) =>
        Assert.Equal(receivers, string.Join(" ", Trees.Of(Example).Receivers(("service", service), ("severity", severity))));

    [Fact]
    public void GroupOf_NeighboursOfOneGroup_IsOneObjectAndAnotherForOthers()
    {
        var node = Trees.Of(Example).Match(LabelSet.Of(("service", "files"), ("severity", "critical")))[1];
        var one = node.GroupOf(LabelSet.Of(("service", "files"), ("alertname", "Full"), ("disk", "1")));
        Assert.Same(one, node.GroupOf(LabelSet.Of(("service", "files"), ("alertname", "Full"), ("disk", "2"))));
        Assert.Equal(LabelSet.Of(("service", "files")), node.GroupOf(LabelSet.Of(("service", "files"), ("disk", "2"))).Labels);
        Assert.Equal(LabelSet.Of(("service", "files"), ("cluster", "a")), node.GroupOf(LabelSet.Of(("service", "files"), ("cluster", "a"))).Labels);
        Assert.Equal(one, node.GroupOf(LabelSet.Of(("service", "files"), ("alertname", "Full"))));
    }

    [Fact]
    public void Read_TimesAndGrouping_AreInherited()
    {
        var tree = Trees.Of(Example);
        var pager = tree.Match(LabelSet.Of(("service", "files"), ("severity", "critical")))[1];
        Assert.Equal((0L, 300_000L, 10_800_000L), (pager.Timing.WaitMs, pager.Timing.IntervalMs, pager.Timing.RepeatMs));
        Assert.Equal(["alertname", "cluster", "service"], pager.GroupBy);
        Assert.Equal("""{}/{service="files",severity=~"crit.*"}:{service="files"}""", pager.GroupOf(LabelSet.Of(("service", "files"), ("severity", "critical"))).Key);
        Assert.Equal(LabelSet.Of(("service", "database"), ("x", "y")), tree.Match(LabelSet.Of(("service", "database"), ("x", "y")))[0].GroupOf(LabelSet.Of(("service", "database"), ("x", "y"))).Labels);
    }

    [Fact]
    public void MutedUntil_InTheNightOfItsZone_IsTheMorning()
    {
        var node = Trees.Of(Example).Match(LabelSet.Of(("service", "database")))[0];
        long At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        Assert.Null(node.MutedUntil(At("2026-07-01T19:59:59Z")));
        Assert.Equal(At("2026-07-01T22:00:00Z"), node.MutedUntil(At("2026-07-01T20:00:00Z")));
        Assert.Equal(At("2026-12-01T23:00:00Z"), node.MutedUntil(At("2026-12-01T21:30:00Z")));
    }

    [Fact]
    public void Read_WhatItCannotCarryOver_IsNamedWithoutItsSecrets()
    {
        var reading = new EventFlow.Alerting.Routing.AlertingYamlReader(new HashSet<string>()).Read(Example);
        Assert.Equal(4, reading.Notes.Count);
        Assert.Contains(reading.Notes, n => n.StartsWith("global.smtp_smarthost: not carried over", StringComparison.Ordinal));
        Assert.Contains(reading.Notes, n => n.Contains("pagerduty_configs[0] not carried over; make a channel of kind pagerduty", StringComparison.Ordinal));
        Assert.DoesNotContain(reading.Notes, n => n.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_ReceiverWithSeveralWays_IsAdvisedAChannelForEach()
    {
        var reading = new EventFlow.Alerting.Routing.AlertingYamlReader(new HashSet<string>()).Read("route: {receiver: Team Y}\nreceivers: [{name: Team Y, email_configs: [{to: a}], slack_configs: [{channel: b}]}, {name: Team Z, slack_configs: [{channel: b}]}]");
        Assert.Equal(["team-y-email", "team-y-slack", "team-z"], reading.Notes.Select(static n => n.Split("for example '")[1].Split('\'')[0]));
    }

    [Fact]
    public void Compile_IntervalsOfThoseWhoWantNothingRepeated_AreTaken()
    {
        var timing = Trees.Of("route: {receiver: a, group_wait: 2h, group_interval: 7d, repeat_interval: 1y}\nreceivers: [{name: a}]").Root.Timing;
        Assert.Equal((7_200_000L, 604_800_000L, 31_536_000_000L), (timing.WaitMs, timing.IntervalMs, timing.RepeatMs));
    }

    [Fact]
    public void Write_WhatWasRead_ReadsAlike()
    {
        var reader = () => new EventFlow.Alerting.Routing.AlertingYamlReader(new HashSet<string>());
        var text = EventFlow.Alerting.Routing.AlertingYamlWriter.Write(reader().Read(Example).Config!);
        Assert.Equal(text, EventFlow.Alerting.Routing.AlertingYamlWriter.Write(reader().Read(text).Config!));
        Assert.Contains("end_time: '24:00'", text);
    }

    /// <summary>What is there without a value is not set, as for Alertmanager: a child takes it from its parent.</summary>
    [Fact]
    public void Read_MembersWithoutValue_AreInherited()
    {
        var tree = Trees.Of("route:\n  receiver: a\n  group_wait:\n  group_by:\n  routes:\n  - matchers: [x=y]\n    receiver:\n    group_interval: ~\n    repeat_interval: 1d\n  - {matchers: [x=z], receiver: ''}\nreceivers: [{name: a}]");
        Assert.Equal(["a", "a"], [.. tree.Receivers(("x", "y")), .. tree.Receivers(("x", "z"))]);
        Assert.Equal((10_000L, 300_000L, 86_400_000L), (tree.Root.Children[0].Timing.WaitMs, tree.Root.Children[0].Timing.IntervalMs, tree.Root.Children[0].Timing.RepeatMs));
    }

    /// <summary>Merge keys of YAML, which Alertmanager resolves: without them a route would lose its matchers and take every alert.</summary>
    [Fact]
    public void Read_MergeKeys_AreResolvedAndOwnMembersWin()
    {
        var reading = new EventFlow.Alerting.Routing.AlertingYamlReader(new HashSet<string>()).Read("""
            route:
              receiver: a
              routes:
              - &base {matchers: [x=y], receiver: b, group_wait: 1s}
              - {<<: *base, receiver: c}
              - <<: [{group_wait: 2s}, *base]
                receiver: d
            receivers: [{name: a}, {name: b}, {name: c}, {name: d}]
            """);
        Assert.Empty(reading.Notes);
        Assert.Equal(["b/x=y/1s", "c/x=y/1s", "d/x=y/2s"], reading.Config!.Route.Routes!.Select(static r => $"{r.Receiver}/{string.Join(",", r.Matchers!)}/{r.GroupWait}"));
    }

    [Fact]
    public void Compile_RepeatIntervalOfAChildWithAShorterGroupInterval_IsTheOneThatWasWritten()
    {
        var tree = Trees.Of("route: {receiver: a, group_interval: 1h, repeat_interval: 10m, routes: [{matchers: [x=y], group_interval: 1m}]}\nreceivers: [{name: a}]");
        Assert.Equal((3_600_000L, 600_000L), (tree.Root.Timing.RepeatMs, tree.Root.Children[0].Timing.RepeatMs));
    }

    [Theory]
    [InlineData("route: {receiver: a}", "route.receiver", "a receiver that does not exist")]
    [InlineData("route: {receiver: ''}\nreceivers: [{name: a}]", "route.receiver", "missing")]
    [InlineData("route: {receiver: }\nreceivers: [{name: a}]", "route.receiver", "missing")]
    [InlineData("receivers: [{name: a}]", "route", "missing")]
    [InlineData("route: {receiver: a, matchers: [x=y]}\nreceivers: [{name: a}]", "route.matchers", "1 matchers")]
    [InlineData("route: {receiver: a, group_wait: soon}\nreceivers: [{name: a}]", "route.groupWait", "'soon'")]
    [InlineData("route: {receiver: a, group_interval: 0s}\nreceivers: [{name: a}]", "route.groupInterval", "'0s'")]
    [InlineData("route: {receiver: a, group_wait: 25h}\nreceivers: [{name: a}]", "route.groupWait", "'25h'")]
    [InlineData("route: {receiver: a, repeat_interval: 11y}\nreceivers: [{name: a}]", "route.repeatInterval", "'11y'")]
    [InlineData("route: {receiver: a, group_by: ['...', x]}\nreceivers: [{name: a}]", "route.groupBy", "'...' beside other labels")]
    [InlineData("route: {receiver: a, routes: [{matchers: ['x=~\"(\"']}]}\nreceivers: [{name: a}]", "route.routes[0].matchers[0]", "which is none")]
    [InlineData("route: {receiver: a, routes: [{mute_time_intervals: [n]}]}\nreceivers: [{name: a}]", "route.routes[0].muteTimeIntervals[0]", "does not exist")]
    [InlineData("route: {receiver: a}\nreceivers: [{name: a}, {name: a}]", "receivers[1].name", "second of this name")]
    [InlineData("route: {receiver: a}\nreceivers: [{name: a, channels: [pager]}]", "receivers[0].channels[0]", "a channel that does not exist")]
    [InlineData("route: {receiver: a}\nreceivers: [{name: a}]\ninhibit_rules: [{source_matchers: [x=y]}]", "inhibitRules[0].targetMatchers", "empty")]
    [InlineData("route: {receiver: a}\nreceivers: [{name: a}]\ntime_intervals: [{name: n, time_intervals: [{times: [{start_time: '25:00', end_time: '26:00'}]}]}]", "timeIntervals[0].timeIntervals[0].times[0]", "'25:00'")]
    [InlineData("route: {receiver: a}\nreceivers: [{name: a}]\ntime_intervals: [{name: n, time_intervals: [{location: Mars/Base}]}]", "timeIntervals[0].timeIntervals[0].location", "'Mars/Base'")]
    [InlineData("route: [", "yaml", "no YAML at line")]
    [InlineData("just text", "yaml", "no mapping")]
    [InlineData("route: &r {receiver: a, routes: [*r]}\nreceivers: [{name: a}]", "yaml", "")]
    public void Compile_Faulty_NamesFieldFoundAndExpected(string yaml, string field, string found)
    {
        var (tree, faults) = Trees.Compile(yaml, "log");
        Assert.Null(tree);
        Assert.Contains(faults, f => f.Field == field && f.Found.Contains(found, StringComparison.Ordinal) && f.Expected.Length > 0);
    }

    [Fact]
    public void Read_NestedAHundredLevels_IsTheMost()
    {
        // The mapping is the first of them.
        AlertingConfigReading Read(int lists) => new EventFlow.Alerting.Routing.AlertingYamlReader(new HashSet<string>()).Read($"route: {{receiver: a}}\nreceivers: [{{name: a}}]\nother: {new string('[', lists)}{new string(']', lists)}");
        Assert.NotNull(Read(99).Config);
        Assert.Contains("nested more than 100 levels", Assert.Single(Read(100).Faults).Found);
    }

    /// <summary>Reading goes a call deeper with each level, and out of stack is the end of the process.</summary>
    [Theory]
    [InlineData("[", "")]
    [InlineData("{a: ", "")]
    [InlineData("- ", "")]
    [InlineData("[", "]")]
    [InlineData("? ", "")]
    public void Read_NestedWithoutEnd_IsRefused(string open, string close)
    {
        var text = string.Concat(Enumerable.Repeat(open, 100_000)) + string.Concat(Enumerable.Repeat(close, 100_000));
        var reading = new EventFlow.Alerting.Routing.AlertingYamlReader(new HashSet<string>()).Read(text);
        Assert.Null(reading.Config);
        Assert.Equal("yaml", Assert.Single(reading.Faults).Field);
    }

    [Fact]
    public void Compile_TreeDeeperThanAllowed_IsRefused()
    {
        var route = new RouteDefinition();
        for (var i = 0; i < 40; i++) route = new() { Routes = [route] };
        var (tree, faults) = new EventFlow.Alerting.Routing.RouteTreeCompiler(new(), null).Compile(new() { Route = route with { Receiver = "a" }, Receivers = [new("a", null)] });
        Assert.Null(tree);
        Assert.Contains(faults, f => f.Found.Contains("33 levels deep", StringComparison.Ordinal));
    }

    [Fact]
    public void Match_TwoRoutesOfTheSameMatchers_AreTwoGroups()
    {
        var tree = Trees.Of("route: {receiver: a, routes: [{matchers: [x=y], receiver: b, continue: true}, {matchers: [x=y], receiver: c}]}\nreceivers: [{name: a}, {name: b}, {name: c}]");
        Assert.Equal(["{}/{x=\"y\"}", "{}/{x=\"y\"}#2"], tree.Match(LabelSet.Of(("x", "y"))).Select(n => n.Path));
    }
}
