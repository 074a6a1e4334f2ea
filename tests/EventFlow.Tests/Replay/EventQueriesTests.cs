using System.Globalization;
using EventFlow.Replay;
using EventFlow.Tests.Fakes;

namespace EventFlow.Tests.Replay;

public sealed class EventQueriesTests : IDisposable
{
    private static readonly EventQuery All = new(StreamNames.Logs, null, null, null, null, EventFilter.All, 1_000, null);

    private readonly StoredLog _stored = new();

    public void Dispose() => _stored.Dispose();

    [Fact]
    public async Task Read_OfAllPartitions_GivesEventsInOrderOfArrival()
    {
        await Log(0, 30, "c");
        await Log(1, 10, "a1", "a2");
        await Log(2, 20, "b");
        var page = await Page(All);
        Assert.Equal(["a1", "a2", "b", "c"], Messages(page));
        Assert.Equal((false, "0:1,1:2,2:1"), (page.More, page.Next));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(7), InlineData(1_000)]
    public async Task Read_PageByPage_GivesEveryEventOnceWhateverThePage(int limit)
    {
        var random = new Random(limit);
        for (var i = 0; i < 20; i++) await Log(random.Next(3), i, [.. Enumerable.Range(0, random.Next(1, 6)).Select(n => $"{i}.{n}")]);
        var expected = Messages(await Page(All));
        List<string> read = [];
        var query = All with { Limit = limit };
        while (true)
        {
            var page = await Page(query);
            read.AddRange(Messages(page));
            query = query with { Cursor = page.Next };
            if (!page.More) break;
        }

        Assert.Equal(expected, read);
        await Log(1, 99, "late");
        Assert.Equal(["late"], Messages(await Page(query)));
    }

    [Fact]
    public async Task Read_WithARareFilter_LooksAtABoundedNumberAndGoesOn()
    {
        using var stored = new StoredLog(new() { EventsPerPage = 1_000 });
        for (var i = 0; i < 50; i++)
            await stored.Append(StreamNames.Logs, 0, i, [.. Enumerable.Range(0, 100).Select(n => EventSamples.Log("a", i == 40 && n == 3 ? "needle" : "hay"))]);
        var (pages, found, query) = (0, new List<StoredEvent>(), All with { Filter = new() { Text = "NEEDLE" } });
        while (true)
        {
            var page = (await stored.Queries.Read(query, TestContext.Current.CancellationToken)).Value!;
            Assert.InRange(page.Scanned, 0, 1_100);
            found.AddRange(page.Items);
            pages++;
            if (!page.More) break;
            query = query with { Cursor = page.Next };
        }

        Assert.Equal(4_003, Assert.Single(found).Offset);
        Assert.InRange(pages, 4, 6);
    }

    [Fact]
    public async Task Read_ByTime_TakesFromInclusiveAndToExclusive()
    {
        await _stored.Append(StreamNames.Logs, 0, 1, [.. Enumerable.Range(0, 10).Select(n => EventSamples.Log("a", n.ToString(CultureInfo.InvariantCulture), time: 1_000 + n))]);
        await _stored.Append(StreamNames.Logs, 1, 2, EventSamples.Log("b", "late", time: 500));
        Assert.Equal(["3", "4", "5"], Messages(await Page(All with { From = 1_003, To = 1_006 })));
        Assert.Equal(["late"], Messages(await Page(All with { To = 1_000 })));
        Assert.Empty(Messages(await Page(All with { From = 2_000 })));
    }

    [Fact]
    public async Task Read_FromAnOffset_BeginsWithinTheBatch()
    {
        await Log(1, 1, "0", "1", "2", "3");
        Assert.Equal(["2", "3"], Messages(await Page(All with { Partition = 1, Offset = 2 })));
        Assert.Empty(Messages(await Page(All with { Partition = 1, Offset = 4 })));
    }

    [Theory]
    [MemberData(nameof(BadQueries))]
    public async Task Read_OfWhatMakesNoSense_SaysWhatAndWhatIsExpected(EventQuery query, OutcomeKind kind, string detail)
    {
        await Log(1, 1, "0", "1");
        var outcome = await _stored.Queries.Read(query, TestContext.Current.CancellationToken);
        Assert.Equal(kind, outcome.Kind);
        Assert.Contains(detail, outcome.Detail);
    }

    public static TheoryData<EventQuery, OutcomeKind, string> BadQueries => new()
    {
        { All with { Stream = "nothing" }, OutcomeKind.NotFound, "There is no stream 'nothing'; expected one of service-metrics," },
        { All with { Partition = 3 }, OutcomeKind.Invalid, "partition is 3; expected 0 to 2" },
        { All with { Offset = 1 }, OutcomeKind.Invalid, "partition is missing" },
        { All with { Partition = 1, Offset = 3 }, OutcomeKind.Invalid, "offset is 3 in partition 1; expected 0 to 2" },
        { All with { Partition = 1, Offset = 1, From = 4 }, OutcomeKind.Invalid, "offset is given beside from" },
        { All with { From = 5, To = 5 }, OutcomeKind.Invalid, "to is 5; expected a time after from" },
        { All with { From = 5, To = 4 }, OutcomeKind.Invalid, "to is 4; expected a time after from" },
        { All with { Cursor = "0:0" }, OutcomeKind.Invalid, "cursor is '0:0'" },
        { All with { Cursor = "0:0,1:x,2:0" }, OutcomeKind.Invalid, "cursor is" },
        { All with { Cursor = "0:0,1:9,2:0" }, OutcomeKind.Invalid, "cursor is 9 in partition 1; expected 0 to 2" },
    };

    [Fact]
    public async Task Read_OfWhatHasExpired_SaysTheFirstOffsetThatStillExists()
    {
        await _stored.FillAndExpire(StreamNames.Logs, 0);
        var first = _stored.Queries.GetStream(StreamNames.Logs)!.Partitions[0].FirstOffset;
        Assert.True(first > 0, "Nothing has expired.");
        var outcome = await _stored.Queries.Read(All with { Partition = 0, Offset = 0 }, TestContext.Current.CancellationToken);
        Assert.Equal((OutcomeKind.Gone, $"{first} or more"), (outcome.Kind, Assert.Single(outcome.Faults).Expected));
        Assert.Equal(first, (await Page(All)).Items[0].Offset);
    }

    [Fact]
    public async Task ReadAll_OfMoreThanAPage_GivesTheSameAsPages()
    {
        for (var i = 0; i < 30; i++) await Log(i % 3, i, [.. Enumerable.Range(0, 90).Select(n => $"{i}.{n}")]);
        var expected = Messages(await Page(All with { Limit = 10_000 }));
        List<string> read = [];
        var pages = 0;
        await foreach (var page in _stored.Queries.ReadAll(All with { Limit = 2_000 }, TestContext.Current.CancellationToken).Value!)
        {
            Assert.InRange(page.Items.Count, 0, 600);
            read.AddRange(Messages(page));
            pages++;
        }

        Assert.Equal(expected.Take(2_000), read);
        Assert.True(pages > 2);
    }

    [Fact]
    public async Task WaitForMore_WhenAnEventComes_Ends()
    {
        await Log(1, 1, "0");
        var cursor = (await Page(All)).Next;
        var waiting = _stored.Queries.WaitForMore(StreamNames.Logs, cursor, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        await Log(2, 2, "1");
        await waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await _stored.Queries.WaitForMore(StreamNames.Logs, cursor, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void Matches_EachFilter_TakesWhatItSays(EventFilter filter, string expected)
    {
        TelemetryEvent[] events =
        [
            EventSamples.Metric("a", "latency_ms", 1, labels: LabelSet.Of(("region", "eu"))),
            EventSamples.Log("a", "Timeout of x", LogSeverity.Error, attributes: LabelSet.Of(("region", "us"))),
            EventSamples.Domain("b", "order.placed", """{"id":"timeout"}""", id: "o1"),
        ];
        var matcher = new EventMatcher(filter);
        Assert.Equal(expected, string.Concat(events.Select(e => matcher.Matches(e) ? e.Kind.ToString()[0] : '-')));
    }

    public static TheoryData<EventFilter, string> Filters => new()
    {
        { EventFilter.All, "MLD" },
        { new() { Service = "a" }, "ML-" },
        { new() { Kind = EventKind.Domain }, "--D" },
        { new() { Level = LogSeverity.Warn }, "-L-" },
        { new() { Level = LogSeverity.Fatal }, "---" },
        { new() { Metric = "latency_ms" }, "M--" },
        { new() { Labels = LabelSet.Of(("region", "eu")) }, "M--" },
        { new() { Labels = LabelSet.Of(("region", "us")) }, "-L-" },
        { new() { Text = "TIMEOUT" }, "-LD" },
        { new() { Text = "latency" }, "M--" },
        { new() { Text = "o1" }, "--D" },
        { new() { Service = "a", Text = "timeout", Labels = LabelSet.Of(("region", "eu")) }, "---" },
    };

    private Task<long> Log(int partition, long receivedAt, params string[] messages) =>
        _stored.Append(StreamNames.Logs, partition, receivedAt, [.. messages.Select(static m => EventSamples.Log("a", m))]);

    private async Task<EventPage> Page(EventQuery query)
    {
        var outcome = await _stored.Queries.Read(query, TestContext.Current.CancellationToken);
        Assert.True(outcome.IsDone, outcome.Detail);
        return outcome.Value!;
    }

    private static List<string> Messages(EventPage page) => [.. page.Items.Select(static i => ((LogEvent)i.Event).Message)];
}
