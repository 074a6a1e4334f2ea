using System.Text.Json;
using EventFlow.Incidents;

namespace EventFlow.Tests.Incidents;

public sealed class IncidentBookTests
{
    private const long Start = 1_767_225_600_000;
    private static readonly ServiceTopology Shop = new(new Dictionary<string, string[]> { ["orders"] = ["payments", "auth"], ["notification"] = ["orders"], ["search"] = ["index"] });

    private readonly IncidentState _state = new();

    [Fact]
    public void Note_TroubleThatSpreads_IsOneIncidentInTheOrderOfItsSpread()
    {
        var book = Book();
        book.Note(Alert("p1", "payments", "latency_ms", 5, 12));
        book.Note(Alert("p2", "payments", "error_rate_percent", 5, 300));
        book.Note(Alert("o1", "orders", "latency_ms", 35, 9));
        book.Note(Alert("n1", "notification", "queue", 80, 4));
        var incident = Assert.Single(book.List());
        Assert.Equal(["payments", "orders", "notification"], incident.Services.Select(static s => s.Service));
        Assert.Equal(["error_rate_percent", "latency_ms"], incident.Services[0].Series.Select(static s => s.What));
        Assert.Equal(["payments", "orders"], incident.Services[2].DependsOn);
        Assert.Equal("Began in payments: error_rate_percent 00:00:05, then orders 00:00:35, then notification 00:01:20 (UTC)", incident.Summary);
        Assert.Equal((Start + 5_000, (long?)null), (incident.BeganAt, incident.EndedAt));
    }

    [Fact]
    public void Note_SymptomNoticedBeforeItsCause_NamesTheServiceThatIsDependedOn()
    {
        var book = Book();
        book.Note(Alert("o1", "orders", "latency_ms", 10));
        book.Note(Alert("p1", "payments", "latency_ms", 40));
        Assert.Equal(["payments", "orders"], book.List()[0].Services.Select(static s => s.Service));
    }

    [Fact]
    public void Note_DependencyLongAfter_IsNoCause()
    {
        var book = Book();
        book.Note(Alert("o1", "orders", "latency_ms", 10));
        book.Note(Alert("p1", "payments", "latency_ms", 200));
        Assert.Equal(["orders", "payments"], book.List()[0].Services.Select(static s => s.Service));
    }

    [Fact]
    public void Note_ServicesThatHaveNothingToDoWithEachOther_AreTwoIncidents()
    {
        var book = Book();
        book.Note(Alert("p1", "payments", "latency_ms", 5));
        book.Note(Alert("s1", "search", "latency_ms", 6));
        book.Note(Alert("u1", "unknown", "latency_ms", 7));
        Assert.Equal(3, book.List().Count);
    }

    [Fact]
    public void Note_ServicesOfNoTopology_AreJoinedByTimeAlone()
    {
        var book = new IncidentBook(_state, new(new Dictionary<string, string[]>()), new());
        book.Note(Alert("a", "one", "m", 0));
        book.Note(Alert("b", "two", "m", 200));
        book.Note(Alert("c", "three", "m", 900));
        Assert.Equal([1, 2], book.List().Select(static i => i.Services.Count));
    }

    [Fact]
    public void Note_ServiceThatConnectsTwoIncidents_MakesThemOne()
    {
        var book = Book();
        book.Note(Alert("p1", "payments", "latency_ms", 0));
        book.Note(Alert("a1", "auth", "latency_ms", 10));
        Assert.Equal(2, book.List().Count);
        book.Note(Alert("o1", "orders", "latency_ms", 40));
        Assert.Equal(["payments", "auth", "orders"], Assert.Single(book.List()).Services.Select(static s => s.Service));
    }

    [Fact]
    public void Note_AlertsOver_EndTheIncidentAndTheNextTimeIsAnother()
    {
        var book = Book();
        book.Note(Alert("p1", "payments", "latency_ms", 0));
        book.Note(Alert("p1", "payments", "latency_ms", 0, version: 2, ended: 60));
        Assert.Equal(Start + 60_000, Assert.Single(book.List()).EndedAt);
        book.Note(Alert("p1", "payments", "latency_ms", 3600, version: 3));
        Assert.Equal(2, book.List().Count);
        Assert.Null(book.List()[0].EndedAt);
        Assert.False(book.Note(Alert("p1", "payments", "latency_ms", 0, version: 2, ended: 60)));
    }

    [Fact]
    public void Note_AlertThatComesBackSoon_GoesOnInItsIncident()
    {
        var book = Book();
        book.Note(Alert("p1", "payments", "latency_ms", 0));
        book.Note(Alert("p1", "payments", "latency_ms", 0, version: 2, ended: 60));
        book.Note(Alert("p1", "payments", "latency_ms", 120, version: 3));
        var incident = Assert.Single(book.List());
        Assert.Equal((Start, (long?)null), (incident.BeganAt, incident.EndedAt));
    }

    [Fact]
    public void CauseOf_AlertsOfOneServiceAlone_SaysNothing()
    {
        var book = Book();
        book.Note(Alert("p1", "payments", "latency_ms", 5));
        Assert.Null(book.CauseOf(["p1"]));
        book.Note(Alert("o1", "orders", "latency_ms", 35));
        Assert.Equal("Began in payments: latency_ms 00:00:05, then orders 00:00:35 (UTC)", book.CauseOf(["o1"]));
        Assert.Null(book.CauseOf(["other"]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Note_ThroughSavesAndRepetitions_GivesTheSameIncidents(int seed)
    {
        var random = new Random(seed);
        string[] services = ["payments", "orders", "auth", "notification", "search", "lone"];
        var (whole, state) = (Book(), new IncidentState());
        for (var i = 1; i <= 600; i++)
        {
            var id = random.Next(30);
            var note = Alert($"a{id}", services[id % 6], $"m{id}", i * 20, random.Next(300), i, random.Next(3) == 0 ? null : i * 20 + random.Next(100));
            state = JsonSerializer.Deserialize<IncidentState>(JsonSerializer.Serialize(state))!;
            var parted = new IncidentBook(state, Shop, new());
            Assert.Equal(whole.Note(note), parted.Note(note));
            Assert.False(parted.Note(note) && note.State == AlertState.Firing);
        }

        Assert.Equal(JsonSerializer.Serialize(_state), JsonSerializer.Serialize(state));
        Assert.InRange(_state.Incidents.Count, 1, 130);
    }

    [Fact]
    public void Note_ManyIncidents_KeepsTheNewestThatAreOver()
    {
        var book = new IncidentBook(_state, Shop, new() { MaxEnded = 5 });
        book.Note(Alert("open", "search", "m", 0));
        for (var i = 1; i <= 20; i++)
        {
            book.Note(Alert($"a{i}", "payments", "m", i * 1000));
            book.Note(Alert($"a{i}", "payments", "m", i * 1000, version: 2, ended: i * 1000 + 5));
        }

        Assert.Equal(6, book.List().Count);
        Assert.Contains(book.List(), static i => i.EndedAt is null);
    }

    [Fact]
    public void Note_EndBeforeBeginning_BeginsNothing()
    {
        var book = Book();
        Assert.False(book.Note(Alert("p1", "payments", "latency_ms", 5, version: 2, ended: 20)));
        Assert.False(book.Note(Alert("p1", "payments", "latency_ms", 5, version: 1)));
        Assert.Empty(book.List());
        Assert.True(book.Note(Alert("p1", "payments", "latency_ms", 30, version: 3)));
        Assert.Null(Assert.Single(book.List()).EndedAt);
    }

    [Fact]
    public void Note_IncidentsForgotten_AnAlertThatComesAgainIsFoundWhereItIsLeft()
    {
        var book = new IncidentBook(_state, Shop, new() { MaxEnded = 1 });
        book.Note(Alert("p1", "payments", "latency_ms", 0, version: 1));
        book.Note(Alert("p1", "payments", "latency_ms", 0, version: 2, ended: 10));
        book.Note(Alert("p1", "payments", "latency_ms", 1_000, version: 3));
        book.Note(Alert("p1", "payments", "latency_ms", 1_000, version: 4, ended: 1_010));
        Assert.Single(book.List());
        Assert.False(book.Note(Alert("p1", "payments", "latency_ms", 1_000, version: 4, ended: 1_010)));
        Assert.True(book.Note(Alert("p1", "payments", "latency_ms", 1_020, version: 5)));
        Assert.Null(Assert.Single(book.List()).EndedAt);
        Assert.Equal(book.CauseOf(["p1"]), new IncidentBook(_state, Shop, new()).CauseOf(["p1"]));
    }

    /// <summary>An alert that waits before it fires tells that it is pending, and of nothing else.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public void Note_AlertOverThatIsPendingAnew_LeavesTheIncidentThatWasAsItWas(bool fires)
    {
        var book = Book();
        book.Note(Alert("p1", "payments", "latency_ms", 0));
        book.Note(Alert("p1", "payments", "latency_ms", 0, version: 2, ended: 60));
        book.Note(Alert("p1", "payments", "latency_ms", 3_600, version: 3) with { State = AlertState.Pending, Severity = Severity.Critical });
        book.Note(Alert("p1", "payments", "latency_ms", fires ? 3_600 : 0, version: 4, ended: fires ? null : 60) with { Severity = Severity.Critical });
        var first = book.List()[^1];
        Assert.Equal((Start, Start + 60_000, Severity.Warning), (first.BeganAt, first.EndedAt, first.Severity));
        Assert.Equal(fires ? 2 : 1, book.List().Count);
    }

    private IncidentBook Book() => new(_state, Shop, new());

    private static AlertSummary Alert(string id, string service, string metric, int began, double? score = null, long version = 1, int? ended = null) => new(
        id, "rule", "Latency anomaly", service, metric, Severity.Warning, ended is null ? AlertState.Firing : AlertState.Resolved, $"{metric} is odd", LabelSet.Empty, null,
        Start + began * 1000L + 5_000, ended is { } end ? Start + end * 1000L : null, 0, null, null, null, "", 1, version) { BeganAt = Start + began * 1000L, Score = score };
}
