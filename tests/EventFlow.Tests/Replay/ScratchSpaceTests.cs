using EventFlow.EventStore;
using EventFlow.Ingestion;
using EventFlow.Replay;
using EventFlow.Rules;
using EventFlow.Series;
using EventFlow.Services;
using EventFlow.Tests.Fakes;
using EventFlow.Tests.Rules;

namespace EventFlow.Tests.Replay;

public sealed class ScratchSpaceTests
{
    private static readonly RuleSnapshot Rules = RuleHost.Snapshot(
        RuleHost.Rule("high", "threshold", """{"value":90}"""), RuleHost.Rule("odd", "z-score", "{}"), RuleHost.Rule("rolling", "rolling-average", "{}"));

    [Theory]
    [InlineData(1, 0), InlineData(2, 0), InlineData(3, 1), InlineData(4, 3)]
    public async Task Replay_OfWhatWasJudgedLive_FindsTheSameAnomaliesAndSignals(int seed, int threads)
    {
        var random = new Random(seed);
        var batches = Batches(random, 400);
        var (liveMarks, liveSignals) = Live(batches);

        await using var scratch = new ScratchSpace(Rules, Settings(), Workers(threads));
        foreach (var batch in batches)
        {
            await scratch.TakeAsync(batch, [.. Enumerable.Range(0, batch.Events.Count)], default);
            if (random.Next(20) == 0) await scratch.SettleAsync(force: false, default);
        }

        await scratch.CompleteAsync(default);
        var result = scratch.Result(withLists: true);

        Assert.NotEmpty(liveMarks);
        Assert.Equal(Ordered(liveMarks), Ordered(result.AnomalyList));
        var began = liveSignals.Where(static s => s.Kind == AlertSignalKind.Firing).Select(static s => (s.Fingerprint, s.Time, s.Summary, s.Value, s.Score)).Order();
        Assert.Equal(began, result.AlertList.Select(static a => (a.Fingerprint, a.Start, a.Reason, a.Value, a.Score)).Order());
        Assert.Equal(liveSignals.Count(static s => s.Kind == AlertSignalKind.Recovered), result.AlertList.Count(static a => a.End is not null));
        Assert.True(result.Duplicates > 0);
    }

    [Fact]
    public async Task Replay_OfManySeriesOnManyThreads_GivesTheSameResultAsOnOne()
    {
        var random = new Random(5);
        var batches = Batches(random, 2_000);
        var results = new List<ReplayResult>();
        foreach (var threads in new[] { 0, 1, 4 })
        {
            await using var scratch = new ScratchSpace(Rules, Settings() with { MaxListed = 50 }, Workers(threads));
            foreach (var batch in batches) await scratch.TakeAsync(batch, [.. Enumerable.Range(0, batch.Events.Count)], default);
            await scratch.CompleteAsync(default);
            results.Add(scratch.Result(withLists: true));
        }

        // Which findings are listed when there are too many is the same, too.
        Assert.All(results, r => Assert.Equal(System.Text.Json.JsonSerializer.Serialize(results[0]), System.Text.Json.JsonSerializer.Serialize(r)));
        Assert.True(results[0].IsCut);
    }

    [Fact]
    public async Task Replay_OfASeriesThatCameByTwoPartitions_JudgesItOneAfterTheOther()
    {
        await using var scratch = new ScratchSpace(Rules, Settings(), Workers(2));
        for (var partition = 0; partition < 3; partition++)
        {
            TelemetryEvent[] events = [.. Enumerable.Range(0, 100).Select(i => EventSamples.Metric("a", "m", 10, EventSamples.Start + (partition * 100 + i) * 1_000))];
            await scratch.TakeAsync(new(StreamNames.Metrics, partition, partition * 100, 0, events), [.. Enumerable.Range(0, 100)], default);
        }

        await scratch.CompleteAsync(default);
        Assert.Equal(300, Assert.Single(scratch.Result(withLists: true).SeriesList).Samples);
    }

    [Fact]
    public async Task Replay_WithMoreSeriesThanAllowed_LeavesTheRestOutAndSaysSo()
    {
        await using var scratch = new ScratchSpace(Rules, Settings() with { MaxSeries = 5 });
        TelemetryEvent[] events = [.. Enumerable.Range(0, 20).Select(i => EventSamples.Metric("a", $"m{i % 10}", 99))];
        await scratch.TakeAsync(new(StreamNames.Metrics, 0, 0, 0, events), [.. Enumerable.Range(0, 20)], default);
        await scratch.CompleteAsync(default);
        var result = scratch.Result(withLists: true);
        Assert.Equal((5, 5, 10L), (result.Series, result.SeriesLeftOut, result.Anomalies));
    }

    [Fact]
    public async Task Replay_WithMoreFindingsThanListed_CountsThemAllAndSaysThatTheListIsCut()
    {
        await using var scratch = new ScratchSpace(Rules, Settings() with { MaxListed = 10 });
        TelemetryEvent[] events = [.. Enumerable.Range(0, 200).Select(i => EventSamples.Metric("a", "m", i % 2 == 0 ? 99 : 1, EventSamples.Start + i * 1_000))];
        await scratch.TakeAsync(new(StreamNames.Metrics, 0, 0, 0, events), [.. Enumerable.Range(0, 200)], default);
        await scratch.CompleteAsync(default);
        var result = scratch.Result(withLists: true);
        Assert.True(result.IsCut);
        Assert.Equal((100, 10, 10), (result.Alerts, result.AlertList.Count, result.AnomalyList.Count));
        Assert.True(result.Anomalies >= 100);
    }

    [Fact]
    public async Task Replay_BeforeCountingBegins_LearnsAndListsNothing()
    {
        await using var scratch = new ScratchSpace(Rules, Settings() with { CountsFrom = EventSamples.Start + 100_000 });
        TelemetryEvent[] events = [.. Enumerable.Range(0, 200).Select(i => EventSamples.Metric("a", "m", i is 50 or 150 ? 99 : 10, EventSamples.Start + i * 1_000))];
        await scratch.TakeAsync(new(StreamNames.Metrics, 0, 0, 0, events), [.. Enumerable.Range(0, 200)], default);
        await scratch.CompleteAsync(default);
        Assert.All(scratch.Result(withLists: true).AnomalyList, static a => Assert.True(a.Time >= EventSamples.Start + 150_000));
        Assert.NotEmpty(scratch.Result(withLists: true).AnomalyList);
        Assert.Contains(scratch.Result(withLists: true).AlertList, static a => a.RuleId == "high" && a.Start == EventSamples.Start + 150_000);
    }

    [Fact]
    public async Task Replay_OfLogs_RunsTheRulesOfServices()
    {
        await using var scratch = new ScratchSpace(RuleHost.Snapshot(RuleHost.Rule("burst", "error-burst", "{}")), Settings());
        var (offset, found) = (0L, new List<TelemetryEvent>());
        for (var second = 0; second < 600; second++)
        {
            found.Clear();
            for (var n = 0; n < (second is > 400 and < 430 ? 40 : 1); n++) found.Add(EventSamples.Log("a", "x", second > 400 ? LogSeverity.Error : LogSeverity.Info, EventSamples.Start + second * 1_000));
            await scratch.TakeAsync(new(StreamNames.Logs, 0, offset, EventSamples.Start + second * 1_000 + 20, [.. found]), [.. Enumerable.Range(0, found.Count)], default);
            offset += found.Count;
        }

        await scratch.CompleteAsync(default);
        var alert = Assert.Single(scratch.Result(withLists: true).AlertList);
        Assert.Equal(("burst", "a", null), (alert.RuleId, alert.Service, alert.Series));
        Assert.InRange(alert.Start, EventSamples.Start + 400_000, EventSamples.Start + 430_000);
    }

    private static ScratchSettings Settings() => new(new IngestionOptions(), new SeriesOptions(), new ServiceOptions(), 10_000, 100_000, long.MinValue);

    private static IEnumerable<ReplayAnomaly> Ordered(IEnumerable<ReplayAnomaly> anomalies) =>
        anomalies.OrderBy(static a => a.Series.Value, StringComparer.Ordinal).ThenBy(static a => a.Time).ThenBy(static a => a.RuleId, StringComparer.Ordinal);

    // The first pass: each batch by itself, as a quiet log delivers them.
    private static (List<ReplayAnomaly> Marks, List<AlertSignal> Signals) Live(IReadOnlyList<EventBatch> batches)
    {
        var (marks, signals) = (new List<ReplayAnomaly>(), new List<AlertSignal>());
        var partitions = new Dictionary<int, IngestionEngine>();
        var engines = new Dictionary<SeriesId, SeriesEngine>();
        foreach (var batch in batches)
        {
            if (!partitions.TryGetValue(batch.Partition, out var partition)) partitions.Add(batch.Partition, partition = new(EventStreams.KeyOf(batch.Stream, batch.Partition), new(), new()));
            var plan = partition.Plan([batch]);
            foreach (var share in plan.Series)
            {
                if (!engines.TryGetValue(share.Series, out var engine))
                {
                    engines.Add(share.Series, engine = new(share.Series, new(), new()));
                    engine.Marked = (series, mark) => marks.Add(new(series, mark.RuleId, mark.Time, mark.Value, mark.Expected));
                }

                engine.Apply(share, Rules);
                for (; engine.Outbox.Count > 0; engine.Confirm()) signals.Add(engine.Outbox[0]);
            }

            partition.Commit(plan);
        }

        return (marks, signals);
    }

    private static QuietWorkers? Workers(int threads) =>
        threads == 0 ? null : new(threads, new ReplayManners(new IngestionProgress(TimeProvider.System), TimeProvider.System), TimeProvider.System, "test");

    // Series that move, jump now and then and come late; events that are sent twice, batches that are.
    private static List<EventBatch> Batches(Random random, int count)
    {
        var (batches, offsets, time) = (new List<EventBatch>(), new long[3], EventSamples.Start);
        for (var i = 0; i < count; i++)
        {
            time += random.Next(500, 3_000);
            var partition = random.Next(3);
            var events = Enumerable.Range(0, random.Next(1, 60)).Select(n => (TelemetryEvent)EventSamples.Metric(
                "a", $"m{partition}.{random.Next(8)}", random.Next(25) == 0 ? 95 + random.NextDouble() : 50 + random.NextDouble() * 3, time + n * 10 - (random.Next(20) == 0 ? 5_000 : 0),
                random.Next(3) == 0 ? $"e{random.Next(400)}" : null)).ToList();
            batches.Add(new(StreamNames.Metrics, partition, offsets[partition], time, events) { Producer = "p", Sequence = i / 2 });
            offsets[partition] += events.Count;
        }

        return batches;
    }
}
