using EventFlow.Rules;
using EventFlow.Series;
using EventFlow.Tests.Rules;

namespace EventFlow.Tests.Feedback;

/// <summary>What is taught, on the series it is taught about.</summary>
public sealed class FeedbackTests
{
    private const long Start = 1_767_225_600_000;
    private static readonly SeriesId Latency = SeriesId.Create("payments", "latency_ms", LabelSet.Empty);
    private static readonly RuleDefinition Rule = RuleHost.Rule("slow", "z-score", """{"minSamples":10,"holdSamples":6}""");

    private readonly SeriesEngine _engine = new(Latency, new(), new());
    private long _offset;
    private int _second;

    [Fact]
    public void Apply_AfterAFalseAlarm_HoldsBackItsLikeUntilItIsTakenBack()
    {
        var plain = Snapshot();
        Quiet(plain);
        var first = Excursion(plain, 180);
        Assert.Equal([AlertSignalKind.Firing, AlertSignalKind.Recovered], first.Select(static s => s.Kind));
        var lesson = Learn(first[0]);
        Assert.Equal(("z-score", Latency.Value, 1), (lesson.Detector, lesson.Subject, lesson.Direction));

        var taught = Snapshot(lesson);
        Quiet(taught);
        Assert.Empty(Excursion(taught, 182));
        Assert.Contains(_engine.Decisions, static d => d.Decision.Decision == "held" && d.Decision.Reason.Contains("like what ada marked as a false alarm"));
        Quiet(taught);
        Assert.Equal(AlertSignalKind.Firing, Excursion(taught, 400)[0].Kind);
        Quiet(taught);
        Assert.Equal(AlertSignalKind.Firing, Excursion(taught, 20)[0].Kind);

        Quiet(plain);
        Assert.Equal(AlertSignalKind.Firing, Excursion(plain, 180)[0].Kind);
    }

    [Fact]
    public void Apply_MonthAfterAFalseAlarm_FiresAgain()
    {
        Quiet(Snapshot());
        var lesson = Learn(Excursion(Snapshot(), 180)[0]);
        _second += 40 * 86_400;
        Quiet(Snapshot(lesson));
        Assert.Equal(AlertSignalKind.Firing, Excursion(Snapshot(lesson), 180)[0].Kind);
    }

    [Fact]
    public void ExtentOf_Episode_IsItsPeakNotItsBeginning()
    {
        Quiet(Snapshot());
        Excursion(Snapshot(), 150, 300, 200);
        var extent = _engine.ExtentOf("slow")!;
        Assert.Equal((300, 1), (extent.Value, extent.Direction));
        Assert.InRange(extent.Distance, 195, 205);
        Assert.Equal(10_000, extent.Last - extent.Since);
    }

    [Fact]
    public void Save_WithAnExtent_KeepsIt()
    {
        Quiet(Snapshot());
        Excursion(Snapshot(), 180);
        var again = new SeriesEngine(Latency, new(), System.Text.Json.JsonSerializer.Deserialize<MetricSeriesState>(System.Text.Json.JsonSerializer.Serialize(_engine.Save()))!);
        Assert.Equal(_engine.ExtentOf("slow"), again.ExtentOf("slow"));
    }

    private Lesson Learn(AlertSignal signal)
    {
        var summary = new AlertSummary(
            signal.Fingerprint, signal.RuleId, "slow", "payments", "latency_ms", Severity.Warning, AlertState.Resolved, signal.Summary, signal.Labels, Latency, signal.Time,
            signal.Time + 10_000, 0, signal.Value, null, null, "", 1, 2);
        var detail = new AlertDetail(summary, LabelSet.Empty, signal.Expected, signal.Lower, signal.Upper, signal.Score, [], []);
        return EventFlow.Feedback.Teaching.Of(detail, _engine.ExtentOf("slow"), "z-score", new(), ("l1", Lesson.FalseAlarm, "ada", "as every month"), Start);
    }

    private static RuleSnapshot Snapshot(params Lesson[] lessons) => new(1, [RuleHost.Compile(Rule)], lessons);

    private void Quiet(RuleSnapshot rules)
    {
        for (var i = 0; i < 70; i++) Sample(rules, 100 + i * 7 % 5 - 2);
        while (_engine.Outbox.Count > 0) _engine.Confirm();
    }

    private List<AlertSignal> Excursion(RuleSnapshot rules, params double[] values)
    {
        foreach (var value in values) Sample(rules, value);
        for (var i = 0; i < 10; i++) Sample(rules, 100 + i % 3);
        var told = _engine.Outbox.ToList();
        while (_engine.Outbox.Count > 0) _engine.Confirm();
        return told;
    }

    private void Sample(RuleSnapshot rules, double value)
    {
        var time = Start + (_second += 5) * 1000L;
        _engine.Apply(new(Latency, "ms", _offset, _offset, time, [_offset++], [time], [value]), rules);
    }
}
