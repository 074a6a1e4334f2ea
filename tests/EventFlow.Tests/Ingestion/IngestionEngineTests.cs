using EventFlow.Ingestion;
using EventFlow.Tests.Fakes;

namespace EventFlow.Tests.Ingestion;

public sealed class IngestionEngineTests
{
    private readonly IngestionOptions _options = new() { DuplicateWindow = 20 };

    [Fact]
    public void Plan_SeveralFrames_GivesEachSeriesAndEachServiceOneBatch()
    {
        var engine = NewEngine();
        var frames = new[] { Frame(0, Metric("auth", "cpu", 1), Metric("auth", "cpu", 2), Metric("orders", "cpu", 3)), Frame(3, Metric("auth", "cpu", 4), Metric("auth", "mem", 5)) };

        var plan = engine.Plan(frames);

        var cpu = plan.Series.Single(static s => s.Series.Value == "cpu{service=\"auth\"}");
        Assert.Equal([0L, 1, 3], cpu.Offsets);
        Assert.Equal([1.0, 2, 4], cpu.Values);
        Assert.Equal(3, plan.Series.Count);
        Assert.Equal([(0L, 2L, 2), (3, 4, 2)], plan.Services["auth"].Frames.Select(static f => (f.FirstOffset, f.LastOffset, f.MetricSamples)));
        Assert.Equal(("service-metrics-0", 5, 0, 5L), (plan.Services["auth"].Source, plan.Routed, plan.Duplicates, plan.NextOffset));
    }

    [Fact]
    public void Plan_LogRecords_GivesServicesTheirMessagesInOrder()
    {
        var frame = new EventBatch(StreamNames.Logs, 0, 0, EventSamples.Start, [EventSamples.Log("auth", "häl"), EventSamples.Log("orders", "two"), EventSamples.Log("auth", "", LogSeverity.Error)]);
        var batch = NewEngine().Plan([frame]).Services["auth"];
        Assert.Equal(["häl", ""], batch.LogMessages.Select(static m => System.Text.Encoding.UTF8.GetString(m.Span)));
        Assert.Equal([0L, 2], batch.LogOffsets);
    }

    [Fact]
    public void Plan_AfterAnother_LeavesWhatThatGaveAsItWas()
    {
        var engine = NewEngine();
        var first = engine.Plan([Frame(0, Metric("auth", "cpu", 1), Metric("auth", "cpu", 2), EventSamples.Log("auth", "one"))]);
        engine.Commit(first);
        engine.Commit(engine.Plan([Frame(3, Metric("orders", "mem", 9), EventSamples.Log("orders", "two"), EventSamples.Log("auth", "three"))]));

        var (cpu, auth) = (Assert.Single(first.Series), Assert.Single(first.Services).Value);
        Assert.Equal(("cpu{service=\"auth\"}", 2), (cpu.Series.Value, cpu.Values.Length));
        Assert.Equal([1.0, 2], cpu.Values);
        Assert.Equal([0L, 1], cpu.Offsets);
        Assert.Equal("cpu{service=\"auth\"}", Assert.Single(auth.Latest).Series.Value);
        Assert.Equal([2L], auth.LogOffsets);
        Assert.Equal("one", System.Text.Encoding.UTF8.GetString(Assert.Single(auth.LogMessages).Span));
        Assert.Equal((0L, 2L, 2, 1), (auth.Frames[0].FirstOffset, auth.Frames[0].LastOffset, auth.Frames[0].MetricSamples, auth.Frames[0].Logs));
    }

    [Fact]
    public void Plan_Frame_GivesServicesTheSampleOfTheLatestTime()
    {
        var plan = NewEngine().Plan([Frame(0, Metric("auth", "cpu", 1, time: 10), Metric("auth", "cpu", 2, time: 30), Metric("auth", "cpu", 3, time: 20))]);

        var latest = Assert.Single(plan.Services["auth"].Latest);
        Assert.Equal((2.0, 30L, EventSamples.Start), (latest.LastValue, latest.LastTime, latest.LastReceived));
    }

    [Fact]
    public void Plan_RepeatedId_IsDroppedWithinAFrameAcrossFramesAndAcrossDeliveries()
    {
        var engine = NewEngine();
        var first = engine.Plan([Frame(0, Metric("a", "m", 1, "x"), Metric("a", "m", 2, "x"), Metric("b", "m", 3, "x")), Frame(3, Metric("a", "m", 4, "x"))]);
        engine.Commit(first);

        var second = engine.Plan([Frame(4, Metric("a", "m", 5, "x"), Metric("a", "m", 6, "y"))]);

        Assert.Equal((2, 2), (first.Routed, first.Duplicates));
        Assert.Equal((1, 1), (second.Routed, second.Duplicates));
    }

    [Fact]
    public void Plan_RepeatedSequence_DropsTheFrame()
    {
        var engine = NewEngine();
        var frames = new[] { Frame(0, Metric("a", "m", 1)) with { Producer = "p", Sequence = 7 }, Frame(1, Metric("a", "m", 2)) with { Producer = "p", Sequence = 7 } };

        var plan = engine.Plan(frames);
        engine.Commit(plan);

        Assert.Equal((1, 1), (plan.Routed, plan.Duplicates));
        Assert.Equal((1, 0), (engine.Plan([Frame(2, Metric("a", "m", 3)) with { Producer = "p", Sequence = 6 }]).Routed, engine.Plan([]).Routed));
    }

    [Fact]
    public void Plan_WithoutCommit_IsTheSameAgain()
    {
        var engine = NewEngine();
        var frame = Frame(0, Metric("a", "m", 1, "x")) with { Producer = "p", Sequence = 0 };
        engine.Plan([frame]);

        Assert.Equal((1, 0), (engine.Plan([frame]).Routed, engine.Plan([frame]).Duplicates));
        Assert.Empty(engine.Snapshot().Ids);
    }

    [Fact]
    public void Plan_FramesAppliedAlready_AreNoDuplicates()
    {
        var engine = NewEngine();
        var frame = Frame(0, Metric("a", "m", 1, "x"));
        engine.Commit(engine.Plan([frame]));

        var again = engine.Plan([frame]);

        Assert.Equal((0, 0, 1L), (again.Routed, again.Duplicates, again.NextOffset));
    }

    [Fact]
    public void Plan_OffsetsMissing_GoesOnBehindTheGap()
    {
        var engine = NewEngine();
        engine.Commit(engine.Plan([Frame(0, Metric("a", "m", 1)), Frame(100, Metric("a", "m", 2))]));

        Assert.Equal((101L, 2L, 0L), (engine.NextOffset, engine.Events, engine.Duplicates));
    }

    [Fact]
    public void Commit_DeliveredInAnyPieces_GivesTheSameState()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var frames = RandomFrames(new Random(seed), 60);
            var whole = NewEngine();
            whole.Commit(whole.Plan(frames));

            var random = new Random(~seed);
            var pieces = NewEngine();
            for (var at = 0; at < frames.Count;)
            {
                var count = random.Next(1, 8);
                var piece = frames.Skip(Math.Max(0, at - random.Next(3))).Take(count).ToList();
                pieces.Plan(piece);
                pieces.Commit(pieces.Plan(piece));
                at = frames.FindIndex(f => f.FirstOffset >= pieces.NextOffset) is var next && next < 0 ? frames.Count : next;
                if (random.Next(3) == 0)
                {
                    pieces = new IngestionEngine("service-metrics-0", pieces.Snapshot(), _options);
                }
            }

            var (expected, actual) = (whole.Snapshot(), pieces.Snapshot());
            Assert.Equal((expected.NextOffset, expected.Duplicates, expected.Events), (actual.NextOffset, actual.Duplicates, actual.Events));
            Assert.Equal(expected.Ids, actual.Ids);
            Assert.Equal(expected.Producers.Select(static p => (p.Key, p.Value.Highest, p.Value.Seen)), actual.Producers.Select(static p => (p.Key, p.Value.Highest, p.Value.Seen)));
        }
    }

    [Fact]
    public void Snapshot_ThroughJson_IsTheSame()
    {
        var engine = NewEngine();
        engine.Commit(engine.Plan(RandomFrames(new Random(1), 30)));
        var json = System.Text.Json.JsonSerializer.Serialize(engine.Snapshot());

        var read = System.Text.Json.JsonSerializer.Deserialize<IngestionState>(json)!;

        Assert.Equal(json, System.Text.Json.JsonSerializer.Serialize(new IngestionEngine("service-metrics-0", read, _options).Snapshot()));
    }

    /// <summary>Frames with ids and sequences that repeat, near and far.</summary>
    internal static List<EventBatch> RandomFrames(Random random, int count)
    {
        var frames = new List<EventBatch>();
        var offset = 0L;
        for (var i = 0; i < count; i++)
        {
            var numbered = random.Next(3) == 0;
            var frame = Frame(offset, [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => RandomEvent(random))]) with
            {
                Producer = numbered ? $"p{random.Next(2)}" : null,
                Sequence = numbered ? Math.Max(0, i - random.Next(4)) : null,
            };
            frames.Add(frame);
            offset = frame.LastOffset + 1;
        }

        return frames;
    }

    internal static EventBatch Frame(long firstOffset, params TelemetryEvent[] events) => new("service-metrics", 0, firstOffset, EventSamples.Start, events);

    private static TelemetryEvent RandomEvent(Random random)
    {
        var service = $"s{random.Next(3)}";
        var id = random.Next(2) == 0 ? $"{random.Next(60)}" : null;
        return random.Next(4) switch
        {
            0 => EventSamples.Log(service, $"m{random.Next(1000)}", id: id),
            1 => EventSamples.Domain(service, "t", id: id),
            _ => EventSamples.Metric(service, $"m{random.Next(3)}", random.Next(1000), EventSamples.Start + random.Next(1000), id),
        };
    }

    private IngestionEngine NewEngine() => new("service-metrics-0", new IngestionState(), _options);

    private static MetricEvent Metric(string service, string metric, double value, string? id = null, long time = EventSamples.Start) => EventSamples.Metric(service, metric, value, time, id);
}
