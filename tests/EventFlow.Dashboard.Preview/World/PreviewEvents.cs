namespace EventFlow.Dashboard.Preview;

/// <summary>A made-up event store: one event a second in each stream that services send to.</summary>
public sealed class PreviewEvents(TimeProvider time, PreviewWorld world) : IEventQueries
{
    private static readonly string[] Names = [StreamNames.Metrics, StreamNames.Logs, StreamNames.Domain, StreamNames.Alerts, StreamNames.DeadLetters];

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public IReadOnlyList<StreamSummary> GetStreams()
    {
        if (world.Mode == "error") throw new InvalidOperationException("The event log does not answer.");
        return [.. Names.Select((name, i) => Summary(name, world.Mode == "empty" || i > 2 ? 0 : 1_200_000 / (i + 1)))];
    }

    public StreamSummary? GetStream(string stream) => GetStreams().FirstOrDefault(s => s.Name == stream);

    public ValueTask<Outcome<EventPage>> Read(EventQuery query, CancellationToken cancellationToken = default)
    {
        var count = world.Mode == "empty" || !Names.Take(3).Contains(query.Stream) ? 0 : query.Cursor is null ? Math.Min(query.Limit, 100) : 1;
        var from = Now - count * 1_000L;
        List<StoredEvent> items = [.. Enumerable.Range(0, count).Select(i => new StoredEvent(query.Stream, i % 3, from / 1_000 + i, from + i * 1_000 + 12, Event(query.Stream, from + i * 1_000, i)))];
        return new(Outcome<EventPage>.Done(new(items, "0:1,1:1,2:1", false, count, [])));
    }

    public Outcome<IAsyncEnumerable<EventPage>> ReadAll(EventQuery query, CancellationToken cancellationToken = default) => Outcome<IAsyncEnumerable<EventPage>>.Done(AsyncEnumerable.Empty<EventPage>());

    public Task WaitForMore(string stream, string cursor, TimeSpan atMost, CancellationToken cancellationToken = default) => Task.CompletedTask;

    private StreamSummary Summary(string name, long events)
    {
        var now = Now;
        long? first = events == 0 ? null : now - 86_400_000;
        List<PartitionSummary> parts = [.. Enumerable.Range(0, 3).Select(p => new PartitionSummary(p, 0, events / 3, events * 12, 2, first, events == 0 ? null : now, events == 0 ? 0 : 0.33, []))];
        return new(name, events, events * 36, first, events == 0 ? null : now, events == 0 ? 0 : 1, parts);
    }

    private static TelemetryEvent Event(string stream, long at, int i) => stream switch
    {
        StreamNames.Metrics => new MetricEvent(at, "payments", null, LabelSet.Empty, "latency_ms", 40 + i % 7, "ms", LabelSet.Of(("region", "eu")), SeriesId.Create("payments", "latency_ms", LabelSet.Of(("region", "eu")))),
        StreamNames.Logs => new LogEvent(at, "payments", null, LabelSet.Of(("order", "4711")), i % 9 == 0 ? LogSeverity.Error : LogSeverity.Info, i % 9 == 0 ? "card declined" : "paid", null),
        _ => new DomainEvent(at, "orders", "o-" + i, LabelSet.Empty, "order.placed", $$"""{"id":{{i}},"total":17.5}"""),
    };
}
