using System.Text.Json;
using EventFlow.Services;
using EventFlow.Tests.Rules;

namespace EventFlow.Tests.Services;

public sealed class ServiceEngineTests
{
    private const long Start = 1_700_000_000_000;
    private static readonly RuleDefinition Burst = RuleHost.Rule("burst", "error-burst", "{}");
    private static readonly RuleDefinition Silent = RuleHost.Rule("silent", "no-data", "{}") with { Type = "no-data", Severity = Severity.Critical };

    private long _offset;

    [Fact]
    public void Apply_FrameSeenAlready_IsSkipped()
    {
        var engine = Engine();
        var batch = Logs(0, LogSeverity.Info, LogSeverity.Error);
        Assert.True(engine.Apply(batch, RuleHost.Snapshot(), Start));
        Assert.False(engine.Apply(batch, RuleHost.Snapshot(), Start));
        Assert.Equal((2, 0.2), (engine.Status(Start).Logs, engine.Status(Start).LogErrorRate));
    }

    [Fact]
    public void Apply_FrameSeenInPart_CountsTheRest()
    {
        var engine = Engine();
        engine.Apply(Logs(0, LogSeverity.Info, LogSeverity.Info), RuleHost.Snapshot(), Start);
        engine.Apply(At(Logs(0, LogSeverity.Info, LogSeverity.Info), static f => f with { FirstOffset = 1, LastOffset = 2 }) with { LogOffsets = [1, 2] }, RuleHost.Snapshot(), Start);
        Assert.Equal(3, engine.Status(Start).Logs);
    }

    [Fact]
    public void Apply_FramesTogetherOrOneByOne_EndsInTheSameState()
    {
        var frames = Enumerable.Range(0, 120).Select(s => Logs(s / 2, s > 90 ? LogSeverity.Error : LogSeverity.Info, LogSeverity.Warn)).ToList();
        var rules = RuleHost.Snapshot(Burst);
        var (single, together) = (Engine(), Engine());
        frames.ForEach(f => single.Apply(f, rules, Start));
        foreach (var some in frames.Chunk(7))
        {
            // The last delivery comes again with the next, as after a failure.
            together.Apply(Join([.. some.Take(3)]), rules, Start);
            together.Apply(Join(some), rules, Start);
        }

        Assert.Equal(JsonSerializer.Serialize(single.Save(Start)), JsonSerializer.Serialize(together.Save(Start)));
        Assert.Equal(single.Outbox.Count, together.Outbox.Count);
    }

    private static ServiceBatch Join(ServiceBatch[] batches) => new(
        batches[0].Source, [.. batches.SelectMany(static b => b.Frames)], [], [.. batches.SelectMany(static b => b.LogOffsets)], [.. batches.SelectMany(static b => b.LogTimes)],
        [.. batches.SelectMany(static b => b.LogLevels)]);

    [Fact]
    public void Apply_ErrorBurst_SignalsFiringAndTicksRecoverIt()
    {
        var engine = Engine();
        var rules = RuleHost.Snapshot(Burst);
        for (var s = 0; s < 90; s += 3) engine.Apply(Logs(s, LogSeverity.Info), rules, Start + s * 1000);
        for (var s = 90; s < 105; s++) engine.Apply(Logs(s, LogSeverity.Error, LogSeverity.Error), rules, Start + s * 1000);
        var firing = Assert.Single(engine.Outbox);
        Assert.Equal((AlertSignalKind.Firing, "payments", "burst"), (firing.Kind, firing.Labels["service"], firing.RuleId));
        Assert.Contains("error records in 30 s; expected at most", firing.Summary);
        Assert.InRange(firing.Time, Start + 90_000, Start + 100_000);
        for (var s = 105; s < 180; s++) engine.Tick(rules, Start + s * 1000);
        Assert.Equal(AlertSignalKind.Recovered, engine.Outbox[^1].Kind);
    }

    [Fact]
    public void Tick_LiveServiceGoesSilent_SignalsUntilDataReturns()
    {
        var engine = Engine();
        var rules = RuleHost.Snapshot(Silent);
        engine.Apply(Logs(0, LogSeverity.Info), rules, Start);
        engine.Tick(rules, Start + 59_000);
        Assert.Empty(engine.Outbox);
        engine.Tick(rules, Start + 60_000);
        Assert.Equal("60 s without data; expected at most 60", Assert.Single(engine.Outbox).Summary);
        Assert.Equal(ServiceHealth.Silent, engine.Status(Start + 60_000).Health);
        engine.Apply(Logs(61, LogSeverity.Info), rules, Start + 61_000);
        Assert.Equal(AlertSignalKind.Recovered, engine.Outbox[^1].Kind);
        Assert.Equal(ServiceHealth.Healthy, engine.Status(Start + 61_000).Health);
    }

    [Fact]
    public void PassOver_TimeInWhichNobodyCouldBeHeard_IsNoSilence()
    {
        var engine = Engine();
        var rules = RuleHost.Snapshot(Silent);
        engine.Apply(Logs(0, LogSeverity.Info), rules, Start);

        // As after a restart, while what was sent meanwhile is applied: ticks go on and say nothing.
        for (var second = 1; second <= 120; second++)
        {
            engine.PassOver(1_000, Start + second * 1_000);
            engine.Tick(rules, Start + second * 1_000);
        }

        Assert.Empty(engine.Outbox);
        Assert.NotEqual(ServiceHealth.Silent, engine.Status(Start + 120_000).Health);
        engine.Tick(rules, Start + 240_000);
        Assert.Equal(AlertSignalKind.Firing, Assert.Single(engine.Outbox).Kind);

        // Never into the future: what was heard just now is heard now.
        engine.PassOver(1_000_000, Start + 240_000);
        Assert.Equal(0, engine.Save(Start + 240_000).SilentForMs);
    }

    [Fact]
    public void Tick_RecordingThatWasPushed_NeverCountsAsSilent()
    {
        var engine = Engine();
        var rules = RuleHost.Snapshot(Silent);
        engine.Apply(At(Logs(0, LogSeverity.Info), static f => f with { ReceivedAt = Start + 86_400_000 }), rules, Start + 86_400_000);
        engine.Tick(rules, Start + 2 * 86_400_000L);
        Assert.Empty(engine.Outbox);
        Assert.Equal(ServiceHealth.Healthy, engine.Status(Start + 2 * 86_400_000L).Health);
    }

    [Fact]
    public void Status_OfWellKnownMetrics_UsesAliasesUnitsAndFreshValues()
    {
        var engine = Engine();
        engine.Apply(Samples(400,
            Sample("cpu_percent", 40, 400, "percent", "a"), Sample("cpu_percent", 70, 400, "percent", "b"), Sample("cpu", 99, 0, "percent", "gone"),
            Sample("latency_seconds", 0.25, 400, "s", "a"), Sample("requests_per_second", 10, 400, "1/s", "a"), Sample("requests_per_second", 5, 400, "1/s", "b"),
            Sample("system.memory.utilization", 0.5, 400, "1", "a")), RuleHost.Snapshot(), Start + 400_000);
        var status = engine.Status(Start + 400_000);
        Assert.Equal((70, 250, 15, 50, null, null), (status.Cpu, status.LatencyMs, status.RequestRate, status.Memory, status.Disk, status.ErrorRate));
        Assert.Equal((7, 7L), (status.SeriesCount, status.Samples));
        Assert.Equal(status, new ServiceEngine("payments", new(), JsonSerializer.Deserialize<ServiceState>(JsonSerializer.Serialize(engine.Save(Start + 400_000)))!, Start + 400_000).Status(Start + 400_000));
    }

    [Fact]
    public void Status_SampleOlderThanTheLatest_ChangesNoFigure()
    {
        var engine = Engine();
        engine.Apply(Samples(400, Sample("cpu_percent", 70, 400, "percent", "a")), RuleHost.Snapshot(), Start + 400_000);
        engine.Apply(Samples(401, Sample("cpu_percent", 90, 399, "percent", "a")), RuleHost.Snapshot(), Start + 401_000);
        Assert.Equal(70, engine.Status(Start + 401_000).Cpu);
        engine.Apply(Samples(402, Sample("cpu_percent", 80, 401, "percent", "a")), RuleHost.Snapshot(), Start + 402_000);
        Assert.Equal(80, engine.Status(Start + 402_000).Cpu);
    }

    [Fact]
    public void Status_Health_FollowsTheWorstOpenAlert()
    {
        var engine = Engine();
        engine.Apply(Logs(0, LogSeverity.Info), RuleHost.Snapshot(), Start);
        Assert.Equal(ServiceHealth.Healthy, engine.Status(Start).Health);
        engine.Alerts.Apply(Alert("1", Severity.Warning, AlertState.Firing, 1));
        Assert.Equal(ServiceHealth.Degraded, engine.Status(Start).Health);
        engine.Alerts.Apply(Alert("2", Severity.Critical, AlertState.Acknowledged, 1));
        Assert.Equal((ServiceHealth.Critical, 2), (engine.Status(Start).Health, engine.Status(Start).FiringAlerts));
        engine.Alerts.Apply(Alert("2", Severity.Critical, AlertState.Resolved, 2));
        engine.Alerts.Apply(Alert("1", Severity.Warning, AlertState.Resolved, 3));
        Assert.False(engine.Alerts.Apply(Alert("3", Severity.Info, AlertState.Pending, 1)));
        Assert.Equal(ServiceHealth.Healthy, engine.Status(Start).Health);
    }

    [Fact]
    public void Save_ThroughJson_GoesOnAsIfUninterrupted()
    {
        var rules = RuleHost.Snapshot(Burst, Silent);
        var (whole, parted) = (Engine(), Engine());
        for (var s = 0; s < 200; s++)
        {
            var batch = s is > 100 and < 120 ? Logs(s, LogSeverity.Error, LogSeverity.Error) : Logs(s, LogSeverity.Info);
            whole.Apply(batch, rules, Start + s * 1000);
            parted.Apply(batch, rules, Start + s * 1000);
            if (s % 30 == 29) parted = new("payments", new(), JsonSerializer.Deserialize<ServiceState>(JsonSerializer.Serialize(parted.Save(Start + s * 1000)))!, Start + s * 1000);
        }

        Assert.NotEmpty(whole.Outbox);
        Assert.Equal(whole.Outbox.Select(s => JsonSerializer.Serialize(s)), parted.Outbox.Select(s => JsonSerializer.Serialize(s)));
        Assert.Equal(whole.Status(Start + 200_000), parted.Status(Start + 200_000));
    }

    [Fact]
    public void Uptime_WithAGap_IsTheShareOfMinutesReported()
    {
        var uptime = new UptimeWindow();
        for (var minute = 0; minute < 100; minute++)
            if (minute is < 40 or >= 60) uptime.Note(Start + minute * 60_000L);
        Assert.Equal(0.8, uptime.Share(Start, Start + 99 * 60_000L), tolerance: 0.011);
        var copy = new UptimeWindow();
        copy.Load(uptime.Save());
        Assert.Equal(uptime.Share(Start, Start + 99 * 60_000L), copy.Share(Start, Start + 99 * 60_000L));
        Assert.InRange(uptime.Share(Start, Start + 3 * 86_400_000L), 0, 0.01);
    }

    [Fact]
    public void Apply_LogMessages_MakesPatternsAndTellsOneNeverSeen()
    {
        var engine = Engine();
        var rules = RuleHost.Snapshot(RuleHost.Rule("said", "log-pattern", "{}"));
        for (var s = 0; s < 700; s++) engine.Apply(Messages(s, LogSeverity.Info, $"charged order {s} in {s % 90} ms"), rules, Start + s * 1000);
        for (var s = 700; s < 714; s++) engine.Apply(Messages(s, LogSeverity.Error, "connection to 10.0.0.7 refused"), rules, Start + s * 1000);
        var firing = Assert.Single(engine.Outbox);
        Assert.Equal(AlertSignalKind.Firing, firing.Kind);
        Assert.Contains("5 records of one pattern in 60 s; expected at most", firing.Summary);
        Assert.EndsWith("new message pattern: 'connection to <*> refused'", firing.Summary);
        var patterns = engine.Patterns();
        Assert.Equal(["charged order <*> in <*> ms", "connection to <*> refused"], patterns.Select(static p => p.Template));
        Assert.Equal((700L, Start, Start + 699_000), (patterns[0].Count, patterns[0].FirstSeen, patterns[0].LastSeen));
        Assert.Equal(14, patterns[1].Minutes.Sum());
    }

    [Fact]
    public void Save_WithPatterns_GoesOnAsIfUninterruptedAndSkipsWhatItSaw()
    {
        var rules = RuleHost.Snapshot(RuleHost.Rule("said", "log-pattern", """{"learnSeconds":60}"""));
        var (whole, parted) = (Engine(), Engine());
        for (var s = 0; s < 200; s++)
        {
            var batch = Messages(s, s % 7 == 0 ? LogSeverity.Warn : LogSeverity.Info, s is > 120 and < 140 ? $"disk {s} is full" : $"user {(char)('a' + s % 9)} logged in", "steady");
            whole.Apply(batch, rules, Start + s * 1000);
            parted.Apply(batch, rules, Start + s * 1000);
            if (s % 17 != 0) continue;
            parted = new("payments", new(), JsonSerializer.Deserialize<ServiceState>(JsonSerializer.Serialize(parted.Save(Start + s * 1000)))!, Start + s * 1000);
            Assert.False(parted.Apply(batch, rules, Start + s * 1000));
        }

        Assert.Equal(JsonSerializer.Serialize(whole.Patterns()), JsonSerializer.Serialize(parted.Patterns()));
        Assert.Equal(JsonSerializer.Serialize(whole.Save(Start + 200_000)), JsonSerializer.Serialize(parted.Save(Start + 200_000)));
    }

    [Fact]
    public void Load_StateOfAnotherVersion_IsDiscardedAndSaidSo()
    {
        var rules = RuleHost.Snapshot(Burst);
        var engine = Engine();
        engine.Apply(Messages(0, LogSeverity.Info, "hello"), rules, Start);
        var state = engine.Save(Start);
        state.Patterns[0]++;
        state.Watches[0].Detector[0]++;
        var next = new ServiceEngine("payments", new(), state, Start);
        Assert.True(next.PatternsDiscarded);
        next.Apply(Messages(1, LogSeverity.Info, "hello"), rules, Start + 1000);
        Assert.Equal("burst", Assert.Single(next.Discarded).Definition.Id);
        Assert.Equal(1, Assert.Single(next.Patterns()).Count);
    }

    [Fact]
    public void Apply_SecondsOutOfOrderInAFrame_EndsAsInOrder()
    {
        var ordered = Engine();
        var shuffled = Engine();
        int[] seconds = [.. Enumerable.Range(0, 400)];
        int[] mixed = [.. seconds.OrderBy(static s => s * 7919 % 401)];
        foreach (var (engine, order) in new[] { (ordered, seconds), (shuffled, mixed) })
        {
            var frame = new ServiceFrame(0, order.Length - 1, Start + 400_000, 0, long.MinValue, order.Length, 0);
            engine.Apply(
                new("service-logs-0", [frame], [], [.. order.Select(static (_, i) => (long)i)], [.. order.Select(static s => Start + s * 1000L)], [.. order.Select(static s => s % 50 == 0 ? LogSeverity.Error : LogSeverity.Info)]),
                RuleHost.Snapshot(Burst), Start + 400_000);
        }

        Assert.Equal(JsonSerializer.Serialize(ordered.Save(Start)), JsonSerializer.Serialize(shuffled.Save(Start)));
    }

    private ServiceBatch Messages(int second, LogSeverity level, params string[] messages) =>
        Logs(second, [.. Enumerable.Repeat(level, messages.Length)]) with { LogMessages = [.. messages.Select(static m => new ReadOnlyMemory<byte>(System.Text.Encoding.UTF8.GetBytes(m)))] };

    private static ServiceEngine Engine() => new("payments", new(), new(), Start);

    private ServiceBatch Logs(int second, params LogSeverity[] levels)
    {
        var first = _offset;
        _offset += levels.Length;
        var time = Start + second * 1000L;
        return new("service-logs-0", [new(first, _offset - 1, time + 20, 0, long.MinValue, levels.Length, 0)], [], [.. levels.Select((_, i) => first + i)], [.. levels.Select(_ => time)], levels);
    }

    private static ServiceBatch At(ServiceBatch batch, Func<ServiceFrame, ServiceFrame> change) => batch with { Frames = [.. batch.Frames.Select(change)] };

    private ServiceBatch Samples(int second, params SeriesInfo[] latest)
    {
        var first = _offset;
        _offset += latest.Length;
        return new("service-metrics-0", [new(first, _offset - 1, Start + second * 1000L, latest.Length, latest.Max(static s => s.LastTime), 0, 0)], latest, [], [], []);
    }

    private static SeriesInfo Sample(string metric, double value, int second, string unit, string host)
    {
        var labels = LabelSet.Of(("host", host));
        return new(SeriesId.Create("payments", metric, labels), "payments", metric, labels, unit, value, Start + second * 1000L, Start + second * 1000L);
    }

    private static AlertSummary Alert(string id, Severity severity, AlertState state, long version) => new(
        id, "rule", "name", "payments", null, severity, state, "", LabelSet.Of(("type", "degradation")), null, Start, null, Start, null, null, null, "", 1, version);
}
