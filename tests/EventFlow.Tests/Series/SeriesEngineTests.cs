using System.Text.Json;
using EventFlow.Series;
using EventFlow.Tests.Rules;

namespace EventFlow.Tests.Series;

public sealed class SeriesEngineTests(ITestOutputHelper output)
{
    private const long Start = 1_700_000_000_000;
    private static readonly SeriesId Id = SeriesId.Create("payments", "cpu_percent", LabelSet.Of(("host", "a")));
    private static readonly RuleDefinition High = RuleHost.Rule("high", "threshold", """{"value":90}""") with { AlertLabels = LabelSet.Of(("team", "money")) };

    [Fact]
    public void Apply_BatchSeenAlready_IsSkipped()
    {
        var engine = Engine();
        Assert.Equal(3, engine.Apply(Batch(10, 1, 2, 3), RuleHost.Snapshot(High)));
        Assert.Equal(0, engine.Apply(Batch(10, 1, 2, 3), RuleHost.Snapshot(High)));
        Assert.Equal(1, engine.Apply(Batch(12, 3, 4), RuleHost.Snapshot(High)));
        Assert.Equal(4, engine.Query(new(Start, Start + 1_000_000, 100)).Points.Count);
        Assert.Equal((4, Start + 13_000), (engine.Info!.LastValue, engine.Info.LastTime));
    }

    [Fact]
    public void Apply_Anomaly_MakesASignalWithLabelsAndFingerprint()
    {
        var engine = Engine();
        engine.Apply(Batch(0, 50, 95), RuleHost.Snapshot(High));
        var signal = Assert.Single(engine.Outbox);
        Assert.Equal((AlertSignalKind.Firing, Start + 1000, 95.0, Start + 2000), (signal.Kind, signal.Time, signal.Value!.Value, signal.ReceivedAt));
        Assert.Equal("""{alertname="high",host="a",metric="cpu_percent",service="payments",severity="warning",team="money",type="degradation"}""", signal.Labels.ToString());
        Assert.Equal("cpu_percent 95 %; expected at most 90", signal.Summary);
        Assert.Equal(Fingerprint.Of("high", LabelSet.Of(("host", "a"), ("metric", "cpu_percent"), ("service", "payments"))), signal.Fingerprint);
        Assert.Equal(("high", "firing"), (engine.Decisions[0].RuleId, engine.Decisions[0].Decision.Decision));
    }

    [Fact]
    public void Apply_RuleRenamed_KeepsTheFingerprint()
    {
        var engine = Engine();
        engine.Apply(Batch(0, 95), RuleHost.Snapshot(High));
        engine.Apply(Batch(1, 50), RuleHost.Snapshot(High with { Name = "CPU far too high", Severity = Severity.Critical, Version = 2 }));
        Assert.Equal(engine.Outbox[0].Fingerprint, engine.Outbox[1].Fingerprint);
    }

    [Fact]
    public void Use_DetectorStateOfAnotherVersion_IsDiscardedAndSaidSo()
    {
        var rules = RuleHost.Snapshot(RuleHost.Rule("odd", "z-score", "{}"));
        var engine = Engine();
        for (var i = 0; i < 20; i++) engine.Apply(Batch(i, 40 + i % 3), rules);
        var state = engine.Save();
        state.Watches[0].Detector[0]++;
        var next = new SeriesEngine(Id, new(), state);
        next.Apply(Batch(20, 41), rules);
        Assert.Equal("odd", Assert.Single(next.Discarded).Definition.Id);
        Assert.Equal(1, next.Apply(Batch(21, 41), rules));
        Assert.Single(next.Discarded);
    }

    [Fact]
    public void Query_RawSamples_ComeWithTheBandAndMarksWithScoreAndReason()
    {
        var rules = RuleHost.Snapshot(RuleHost.Rule("odd", "z-score", "{}"));
        var engine = Engine();
        for (var i = 0; i < 60; i++) engine.Apply(Batch(i, 40 + i % 3), rules);
        engine.Apply(Batch(60, 90), rules);
        var data = engine.Query(new(Start, Start + 1_000_000, 100));
        var marker = Assert.Single(data.Markers);
        Assert.True(marker is { Score: > 3, Upper: < 90, Lower: > 0 });
        Assert.Contains("deviations above the mean", marker.Reason, StringComparison.Ordinal);
        Assert.Equal(51, data.Expectations!.Count);
        Assert.True(data.Expectations[^1] is { Score: > 3, Upper: < 90 });
    }

    [Fact]
    public void Save_ThroughJson_GoesOnAsIfUninterrupted()
    {
        var rules = RuleHost.Snapshot(High, RuleHost.Rule("odd", "z-score", "{}"));
        var (whole, parted) = (Engine(), Engine());
        var random = new Random(4);
        for (var i = 0; i < 300; i++)
        {
            var value = random.Next(30) == 0 ? 99 : 40 + random.NextDouble();
            whole.Apply(Batch(i, value), rules);
            parted.Apply(Batch(i, value), rules);
            if (i % 40 == 39) parted = new(Id, new(), JsonSerializer.Deserialize<MetricSeriesState>(JsonSerializer.Serialize(parted.Save()))!);
        }

        Assert.NotEmpty(whole.Outbox);
        Assert.Equal(whole.Outbox.Select(Text), parted.Outbox.Select(Text));
        var range = new SeriesRange(Start, Start + 400_000, 1000);
        Assert.Equal(whole.Query(range).Points, parted.Query(range).Points);
        parted.Use(rules);
        Assert.Equal(whole.Query(range).Markers, parted.Query(range).Markers);
    }

    [Fact]
    public void Stop_WhileFiring_SignalsNoDataThenWhatTheDataSays()
    {
        var engine = Engine();
        var rules = RuleHost.Snapshot(High);
        engine.Apply(Batch(0, 95), rules);
        Assert.True(engine.IsWatchedForSilence);
        engine.Stop(TimeSpan.FromMinutes(5));
        Assert.False(engine.IsWatchedForSilence);
        engine.Apply(Batch(400, 50), rules);
        Assert.Equal([AlertSignalKind.Firing, AlertSignalKind.NoData, AlertSignalKind.Recovered], engine.Outbox.Select(s => s.Kind));
    }

    [Fact]
    public void Apply_OldRecording_IsNotWatchedForSilence()
    {
        var engine = Engine();
        engine.Apply(Batch(0, 95) with { ReceivedAt = Start + 3_600_000 }, RuleHost.Snapshot(High));
        Assert.False(engine.IsWatchedForSilence);
    }

    [Fact]
    public void Query_LateSample_IsAtItsPlace()
    {
        var engine = Engine();
        engine.Apply(new(Id, null, 0, 2, Start, [0, 1, 2], [Start, Start + 60_000, Start + 30_000], [1, 3, 2]), RuleHost.Snapshot(High));
        Assert.Equal([1, 2, 3], engine.Query(new(Start, Start + 90_000, 10)).Points.Select(p => p.Average));
        Assert.Equal(3, engine.Info!.LastValue);
    }

    [Fact]
    public void Query_BeyondRecentSamples_AnswersFromTheFinestTierThatHoldsIt()
    {
        var engine = new SeriesEngine(Id, new() { RecentPoints = 60, MinuteRollups = 60, HourRollups = 24 }, new());
        var rules = RuleHost.Snapshot();
        for (var i = 0; i < 6 * 720; i++) engine.Apply(new(Id, null, i, i, Start, [i], [Start + i * 5000L], [i]), rules);
        var end = Start + 6 * 3_600_000L;
        Assert.Equal("memory", engine.Query(new(end - 250_000, end, 100)).Tier);
        var minutes = engine.Query(new(end - 30 * 60_000, end, 100));
        Assert.Equal(("rollup-1m", 60_000L), (minutes.Tier, minutes.Step));
        Assert.InRange(minutes.Points.Count, 30, 31);
        Assert.Equal(12, minutes.Points[10].Count);
        var hours = engine.Query(new(Start, end, 100));
        Assert.Equal(("rollup-1h", 6L * 720), (hours.Tier, hours.Points.Sum(p => p.Count)));
    }

    [Fact]
    public void Query_MorePointsThanWanted_JoinsThem()
    {
        var engine = Engine();
        engine.Apply(Batch(0, [.. Enumerable.Range(0, 200).Select(i => (double)i)]), RuleHost.Snapshot());
        var data = engine.Query(new(Start, Start + 200_000, 10));
        Assert.Equal((10, 20_000L, 200L), (data.Points.Count, data.Step, data.Points.Sum(p => p.Count)));
        Assert.Equal((9.5, 0, 19), (Math.Round(data.Points[0].Average, 9), data.Points[0].Min, data.Points[0].Max));
    }

    [Fact]
    public void Query_HugeValues_StaysFinite()
    {
        var engine = Engine();
        engine.Apply(Batch(0, double.MaxValue, double.MaxValue, -double.MaxValue, double.MaxValue), RuleHost.Snapshot());
        Assert.All(engine.Query(new(Start, Start + 10_000, 2)).Points, p => Assert.True(double.IsFinite(p.Average)));
    }

    [Fact]
    public void Load_DamagedBlobs_StartsWithEmptyTiers()
    {
        var engine = new SeriesEngine(Id, new(), new() { Recent = [1, 200, 3], Minutes = [255, 255], Hours = [0, 5, 1], LastOffset = 4 });
        Assert.Empty(engine.Query(new(0, long.MaxValue / 4, 100)).Points);
    }

    [Fact]
    public void DropPacked_OfAFullSeries_FreesWhatIsHeldTwiceAndLosesNothing()
    {
        var rules = RuleHost.Snapshot(RuleHost.Rule("odd", "z-score", "{}"));
        var (state, kept) = (new MetricSeriesState(), new MetricSeriesState());
        var (engine, whole) = (new SeriesEngine(Id, new(), state), new SeriesEngine(Id, new(), kept));
        var random = new Random(3);
        for (var i = 0; i < 2_000; i++)
        {
            // Seven minutes each, so that minutes and hours are full as well.
            SeriesBatch batch = new(Id, "percent", i, i, Start + i * 420_000L, [i], [Start + i * 420_000L], [40 + random.NextDouble()]);
            engine.Apply(batch, rules);
            whole.Apply(batch, rules);
            if (i % 300 == 299)
            {
                engine.Save();
                engine.DropPacked();
            }
        }

        Assert.Equal(Text(whole.Save()), Text(engine.Save()));
        var bytes = state.Recent.Length + state.Minutes.Length + state.Hours.Length + state.Watches.Sum(static w => w.Detector.Length);
        output.WriteLine($"Packed, the series takes {bytes} bytes: recent {state.Recent.Length}, minutes {state.Minutes.Length}, hours {state.Hours.Length}.");
        Assert.InRange(bytes, 5_000, 20_000);
        engine.DropPacked();
        Assert.Equal((0, 0, 0, 0), (state.Recent.Length, state.Minutes.Length, state.Hours.Length, state.Watches.Count));
        Assert.Equal(Text(kept), Text(engine.Save()));
    }

    private static SeriesEngine Engine() => new(Id, new(), new());

    private static string Text(AlertSignal signal) => JsonSerializer.Serialize(signal);

    private static string Text(MetricSeriesState state) => JsonSerializer.Serialize(state);

    private static SeriesBatch Batch(long firstOffset, params double[] values)
    {
        var offsets = Enumerable.Range(0, values.Length).Select(i => firstOffset + i).ToArray();
        return new(Id, "percent", offsets[0], offsets[^1], Start + (offsets[^1] + 1) * 1000, offsets, [.. offsets.Select(o => Start + o * 1000)], values);
    }
}
