using EventFlow.Dashboard.Alerts;
using EventFlow.Dashboard.Charts;
using EventFlow.Dashboard.Formatting;
using EventFlow.Dashboard.Live;
using EventFlow.Dashboard.Overview;
using EventFlow.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EventFlow.Dashboard.Tests;

public sealed class LiveTests
{
    private static AlertSummary Alert(string id, AlertState state, long version, int episode = 1, Severity severity = Severity.Warning) =>
        new(id, "r", "Slow", "payments", null, severity, state, "", LabelSet.Empty, null, 1000, null, 1000, null, null, null, "", episode, version);

    [Fact]
    public void Take_AnOlderVersion_ChangesNothing()
    {
        using var open = new OpenAlerts(new NoAlerts());
        open.Take([Alert("a", AlertState.Acknowledged, 3)]);
        open.Take([Alert("a", AlertState.Firing, 2)]);
        Assert.Equal(AlertState.Acknowledged, Assert.Single(open.Items).State);
        Assert.Equal(0, open.Waiting);
    }

    [Fact]
    public void Take_AlertsThatBeginAndEnd_AnnouncesOnlyTheBeginnings()
    {
        using var open = new OpenAlerts(new NoAlerts());
        var began = new List<int>();
        open.Began += a => began.Add(a.Episode);
        open.Take([Alert("a", AlertState.Firing, 1)]);
        open.Take([Alert("a", AlertState.Firing, 2)]);
        open.Take([Alert("a", AlertState.Acknowledged, 3)]);
        open.Take([Alert("a", AlertState.Resolved, 4)]);
        open.Take([Alert("a", AlertState.Firing, 5, episode: 2)]);
        Assert.Equal([1, 2], began);
    }

    [Fact]
    public void Items_OfMixedAlerts_PutThoseThatNeedSomebodyFirst()
    {
        using var open = new OpenAlerts(new NoAlerts());
        open.Take([Alert("ack", AlertState.Acknowledged, 1, severity: Severity.Critical), Alert("info", AlertState.Firing, 1, severity: Severity.Info), Alert("crit", AlertState.Firing, 1, severity: Severity.Critical), Alert("over", AlertState.Resolved, 1)]);
        Assert.Equal(["crit", "info", "ack"], open.Items.Select(static a => a.Id));
    }

    [Fact]
    public async Task Load_WhileTheFeedBringsAnAlert_KeepsItAndDropsWhatEnded()
    {
        var answer = new TaskCompletionSource<Page<AlertSummary>>();
        using var open = new OpenAlerts(new NoAlerts { Answer = () => new(answer.Task) });
        open.Take([Alert("ended", AlertState.Firing, 1), Alert("again", AlertState.Firing, 1)]);
        var loading = open.Load();
        open.Take([Alert("new", AlertState.Firing, 1), Alert("again", AlertState.Firing, 3, episode: 2)]);
        answer.SetResult(new([], 0, 0, 500));
        await loading;
        Assert.Equal(["again", "new"], open.Items.Select(static a => a.Id).Order());
    }

    [Fact]
    public async Task Load_OfAPageThatIsNotAll_DropsNothing()
    {
        using var open = new OpenAlerts(new NoAlerts { Answer = static () => new(new Page<AlertSummary>([Alert("listed", AlertState.Firing, 1)], 2, 0, 1)) });
        open.Take([Alert("beyond", AlertState.Firing, 1)]);
        await open.Load();
        Assert.Equal(["beyond", "listed"], open.Items.Select(static a => a.Id).Order());
    }

    [Theory]
    [InlineData(250, true)]
    [InlineData(10_000, true)]
    [InlineData(0, false)]
    [InlineData(10_001, false)]
    public void Options_WithAnUpdateInterval_HoldItToItsRange(int ms, bool good)
    {
        using var services = new ServiceCollection().AddEventFlowDashboard(o => o.UpdateInterval = TimeSpan.FromMilliseconds(ms)).BuildServiceProvider();
        var options = services.GetRequiredService<IOptions<DashboardOptions>>();
        if (good) Assert.Equal(ms, options.Value.UpdateInterval.TotalMilliseconds);
        else Assert.Contains("UpdateInterval", Assert.Throws<OptionsValidationException>(() => options.Value).Message);
    }

    [Fact]
    public async Task Load_AfterAFailure_KeepsTheOldValueAndSaysSo()
    {
        var time = new ManualTimeProvider();
        var value = new Loadable<int>(time);
        Assert.True(await value.Load(static _ => new(7), CancellationToken.None));
        Assert.False(await value.Load(static _ => throw new InvalidOperationException("The store is away."), CancellationToken.None));
        Assert.Equal((7, true, "The store is away."), (value.Value, value.HasValue, value.Error));
    }

    [Fact]
    public async Task Load_OvertakenByALaterQuestion_IsDropped()
    {
        var value = new Loadable<string>(new ManualTimeProvider());
        var slow = new TaskCompletionSource<string>();
        var first = value.Load(_ => new(slow.Task), CancellationToken.None);
        await value.Load(static _ => new("new"), CancellationToken.None);
        slow.SetResult("old");
        await first;
        Assert.Equal("new", value.Value);
    }

    [Fact]
    public void Parse_OfTheAddressOfAFilter_GivesTheFilter()
    {
        var filter = AlertFilter.Parse(["firing", "noData", "rubbish"], " payments ", "critical", "", 50);
        Assert.Equal("/alerts?state=firing&state=noData&service=payments&severity=critical&offset=50", filter.ToUrl());
        Assert.Equal([AlertState.NoData], filter.Toggle(AlertState.Firing).States);
    }

    [Fact]
    public void Choose_WithUnknownMetrics_ShowsThoseMostServicesReport()
    {
        SeriesInfo Series(string service, string metric) => new(SeriesId.Create(service, metric, LabelSet.Empty), service, metric, LabelSet.Empty, null, 1, 1, 1);
        var charts = OverviewChart.Choose([Series("a", "temperature"), Series("b", "temperature"), Series("b", "latency_ms"), Series("a", "humidity")]);
        Assert.Equal(["Latency", "Temperature", "Humidity"], charts.Select(static c => c.Title));
        Assert.Equal([1], charts[0].Lines.Select(static l => l.Color));
    }

    [Fact]
    public void Describe_AChart_TellsLatestExtremesAndAnomalies()
    {
        var data = new ChartData([new("payments", 0, [0, 60_000], [40, 80], null, null)], "ms", 0, [new(500, "Latency high", "critical")], [new(0, 40, "x", null, "warning")], [], 0, 60_000, null);
        Assert.Equal("Latency, 1 min 00 s: latest 80.0 ms, lowest 40.0 ms, highest 80.0 ms; 1 anomaly; threshold 500 ms of Latency high.", ChartText.Describe("Latency", data));
    }

    [Fact]
    public void Of_Spark_StaysInItsBox()
    {
        var (line, x, y) = SparkPath.Of([5, 5, 5], 60, 20);
        Assert.StartsWith("M0 ", line);
        Assert.Equal(60, x);
        Assert.InRange(y, 1, 19);
        Assert.Equal("", SparkPath.Of([1], 60, 20).Line);
    }

    [Fact]
    public void Use_ABrowsersZone_WritesAndReadsItsTimes()
    {
        var clock = new Clock(new ManualTimeProvider(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero)));
        Assert.True(clock.Use("Europe/Berlin"));
        Assert.False(clock.Use("Mars/Olympus"));
        var at = new DateTimeOffset(2026, 7, 1, 10, 30, 15, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Assert.Equal("12:30:15", clock.Moment(at));
        Assert.Equal("2026-07-01 10:30:15 UTC", Clock.Utc(at));
        Assert.Equal(at - 15_000, clock.FromInput(clock.ForInput(at)));
    }

    private sealed class NoAlerts : IAlertService
    {
        public Func<ValueTask<Page<AlertSummary>>> Answer { get; init; } = static () => new(new Page<AlertSummary>([], 0, 0, 0));
        public ValueTask<Page<AlertSummary>> Query(AlertQuery query) => Answer();
        public ValueTask<AlertDetail?> Get(string id) => new((AlertDetail?)null);
        public ValueTask<Outcome<AlertDetail>> Acknowledge(string id, string who, string comment, long? until = null) => new(Outcome<AlertDetail>.NotFound(id));

        public ValueTask<Outcome<AlertDetail>> Unacknowledge(string id, string who, string comment) => new(Outcome<AlertDetail>.NotFound(id));
        public ValueTask<Outcome<AlertDetail>> Resolve(string id, string who, string comment) => new(Outcome<AlertDetail>.NotFound(id));
    }
}
