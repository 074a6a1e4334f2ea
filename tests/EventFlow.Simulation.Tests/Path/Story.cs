using EventFlow.TestKit;

namespace EventFlow.Simulation.Tests.Path;

/// <summary>
/// What five services report in 84 seconds, a list of frames a second: each runs into another kind of trouble and out of it. A seed decides how events are cut into frames, which bear
/// ids or a producer's number, and which are sent again.
/// </summary>
internal sealed class Story
{
    public const int Seconds = 84;

    private readonly List<EventBatch>[] _frames = [.. Enumerable.Range(0, Seconds).Select(static _ => new List<EventBatch>())];
    private readonly Random _random;
    private int _sequence;
    private int _ids;

    public Story(int seed)
    {
        _random = new(seed);
        for (var second = 0; second < Seconds; second++) Tell(second);
    }

    /// <summary>Frames appended in a second.</summary>
    public IReadOnlyList<EventBatch> At(int second) => _frames[second];

    private void Tell(int second)
    {
        var time = new ManualTimeProvider().GetUtcNow().ToUnixTimeMilliseconds() + (second * 1000L);
        foreach (var service in (string[])["payments", "orders", "auth", "stock", "cart"])
        {
            // Silent from 14 to 60, which raises an alert however often a restart begins to count anew.
            if (service == "cart" && second is >= 14 and < 60) continue;
            Add(service, StreamNames.Metrics, second, time, [.. Samples(service, second, time)]);
            if (second % 3 == 0 || service == "auth") Add(service, StreamNames.Logs, second, time, [.. Logs(service, second, time)]);
            if (second % 4 == 0) Add(service, StreamNames.Domain, second, time, new DomainEvent(time, service, Id(), LabelSet.Empty, "order.placed", "{}"));
        }
    }

    private IEnumerable<TelemetryEvent> Samples(string service, int second, long time)
    {
        if (service == "payments") yield return Sample(service, "requests_per_second", time, 50 + (second % 3));
        var latency = service == "orders" && second is >= 24 and < 34 ? 900 : 40 + (second % 5);
        yield return Sample(service, "latency_ms", time, latency);

        // The series of stock stops for a while in the middle of its incident.
        if (service == "stock" && second is >= 34 and < 66) yield break;
        var isBad = (service == "payments" && second is >= 20 and < 40) || (service == "stock" && second is >= 18 and < 34);
        yield return Sample(service, "error_rate_percent", time, isBad ? 22 : 0.5);
    }

    private IEnumerable<TelemetryEvent> Logs(string service, int second, long time)
    {
        yield return Log(service, time, LogSeverity.Info, $"second {second}");
        for (var i = 0; service == "auth" && second is >= 25 and < 33 && i < 6; i++) yield return Log(service, time + i, LogSeverity.Error, $"failed {i}");
    }

    private void Add(string service, string stream, int second, long time, params TelemetryEvent[] events)
    {
        foreach (var frame in events.GroupBy(e => Partitioning.Of(e is MetricEvent metric ? metric.Series.Value : service, 3))
            .SelectMany(p => p.Chunk(_random.Next(1, 4)).Select(chunk => new EventBatch(stream, p.Key, 0, time + 5, chunk) { Producer = service, Sequence = _sequence++ })))
        {
            // Of those without ids every frame bears a number, so that each can be sent again.
            var sent = frame.Events.All(static e => e.Id is not null) ? frame with { Producer = null, Sequence = null } : frame;
            _frames[second].Add(sent);
            for (var again = _random.Next(6); again == 0; again = _random.Next(3)) _frames[Math.Min(Seconds - 1, second + _random.Next(3))].Add(sent with { ReceivedAt = sent.ReceivedAt + 100 });
        }
    }

    private string? Id() => _random.Next(2) == 0 ? $"id-{_ids++}" : null;

    private MetricEvent Sample(string service, string metric, long time, double value) =>
        new(time, service, Id(), LabelSet.Empty, metric, value, null, LabelSet.Empty, SeriesId.Create(service, metric, LabelSet.Empty));

    private LogEvent Log(string service, long time, LogSeverity level, string message) => new(time, service, Id(), LabelSet.Empty, level, message, null);
}
