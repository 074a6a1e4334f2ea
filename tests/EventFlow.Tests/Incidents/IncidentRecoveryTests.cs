using EventFlow.Incidents;

namespace EventFlow.Tests.Incidents;

/// <summary>What the list of alerts says counts, after a crash in a storm of more changes than were stored.</summary>
public sealed class IncidentRecoveryTests
{
    private readonly IncidentState _state = new();
    private readonly IncidentBook _book;

    // Services that have nothing to do with each other.
    public IncidentRecoveryTests() => _book = new(_state, new(Enumerable.Range(0, 300).Select(static i => $"s{i}").Append("payments").Append("other").ToDictionary(static s => s, static s => new[] { $"{s}-db" })), new());

    [Fact]
    public async Task Recover_AfterAStormOfManyChanges_EndsWhatEndedBeforeIt()
    {
        _book.Note(Alert("old", 1, AlertState.Firing));
        var list = new ListedAlerts { All = [Alert("old", 2, AlertState.Resolved, updated: 10)] };
        // The end of the old one is far down the list by now.
        for (var i = 0; i < 1_200; i++) list.All.Add(Alert($"new{i:0000}", 1, i % 2 == 0 ? AlertState.Firing : AlertState.Resolved, updated: 1_000 + i, service: $"s{i % 300}"));
        Assert.True(await new IncidentRecovery(list).RecoverAsync(_book));
        Assert.DoesNotContain("old", _book.OpenAlerts());
        // When it ended is known, however far down the list it is.
        Assert.Equal(2_000, _book.List().Single(static i => i.Id.EndsWith("-old", StringComparison.Ordinal)).EndedAt);
        Assert.Equal(600, _book.OpenAlerts().Count);
        Assert.False(await new IncidentRecovery(list).RecoverAsync(_book));
    }

    [Fact]
    public async Task Recover_OpenAlertChangedLongAgo_IsAMember()
    {
        var list = new ListedAlerts { All = [Alert("first", 1, AlertState.Firing, updated: 1)] };
        for (var i = 0; i < 600; i++) list.All.Add(Alert($"r{i:000}", 2, AlertState.Resolved, updated: 10 + i, service: "other"));
        Assert.True(await new IncidentRecovery(list).RecoverAsync(_book));
        Assert.Equal(["first"], _book.OpenAlerts());
    }

    [Fact]
    public async Task Recover_WhileAlertsLeaveTheList_MissesNone()
    {
        var list = new ListedAlerts();
        for (var i = 0; i < 1_500; i++) list.All.Add(Alert($"a{i:0000}", 1, AlertState.Firing, updated: i, service: $"s{i % 100}"));
        // After each page thirty of the newest are over.
        list.AfterQuery = all =>
        {
            foreach (var over in all.Where(static a => a.State == AlertState.Firing).OrderByDescending(static a => a.UpdatedAt).Take(30).ToList())
                all[all.IndexOf(over)] = over with { State = AlertState.Resolved, Version = 2, UpdatedAt = 0 };
        };
        await new IncidentRecovery(list).RecoverAsync(_book);
        list.AfterQuery = null;
        var open = list.All.Where(static a => a.State == AlertState.Firing).Select(static a => a.Id).ToList();
        Assert.NotEmpty(open);
        Assert.Empty(open.Except(_book.OpenAlerts()));
    }

    [Fact]
    public async Task Recover_AlertThatNobodyKnowsAnyMore_EndsAndCountsAgainWhenItSpeaks()
    {
        _book.Note(Alert("gone", 7, AlertState.Firing));
        Assert.Null(Assert.Single(_book.List()).EndedAt);
        Assert.True(await new IncidentRecovery(new ListedAlerts()).RecoverAsync(_book));
        Assert.Empty(_book.OpenAlerts());
        Assert.NotNull(Assert.Single(_book.List()).EndedAt);
        // It was only late: the list had not heard of it when the crash came.
        Assert.True(_book.Note(Alert("gone", 7, AlertState.Firing)));
        Assert.Equal(["gone"], _book.OpenAlerts());
    }

    [Fact]
    public async Task Recover_OpenAlertsOfOneService_JoinInTheOrderTheyCameAbout()
    {
        var list = new ListedAlerts { All = [Alert("second", 1, AlertState.Firing, updated: 50), Alert("first", 1, AlertState.Firing, updated: 10)] };
        Assert.True(await new IncidentRecovery(list).RecoverAsync(_book));
        Assert.EndsWith("-first", Assert.Single(_book.List()).Id);
    }

    private static AlertSummary Alert(string id, long version, AlertState state, long updated = 0, string service = "payments") => new(
        id, "rule", id, service, "latency_ms", Severity.Warning, state, "", LabelSet.Empty, null, 1_000, state == AlertState.Resolved ? 2_000 : null, updated, null, null, null, "", 1, version);

    private sealed class ListedAlerts : IAlertIndexGrain
    {
        public List<AlertSummary> All { get; init; } = [];

        public Action<List<AlertSummary>>? AfterQuery { get; set; }

        public ValueTask<Page<AlertSummary>> Query(AlertQuery query)
        {
            var found = All.Where(a => query.States!.Contains(a.State)).OrderByDescending(static a => a.UpdatedAt).ThenByDescending(static a => a.Id, StringComparer.Ordinal).ToList();
            Page<AlertSummary> page = new([.. found.Skip(query.Offset).Take(query.Limit)], found.Count, query.Offset, query.Limit);
            AfterQuery?.Invoke(All);
            return ValueTask.FromResult(page);
        }

        public ValueTask Put(AlertSummary alert) => throw new NotSupportedException();

        public ValueTask PutMany(IReadOnlyList<AlertSummary> alerts) => throw new NotSupportedException();

        public ValueTask Show(AlertSummary alert) => throw new NotSupportedException();

        public ValueTask ShowMany(IReadOnlyList<AlertSummary> alerts) => throw new NotSupportedException();
    }
}
