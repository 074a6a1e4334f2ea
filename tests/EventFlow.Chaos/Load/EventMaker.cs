using EventFlow.Chaos.Model;

namespace EventFlow.Chaos.Load;

/// <summary>Makes the events of a producer: samples, log records and domain events of a few services, as they are when all is well. For one thread at a time.</summary>
internal sealed class EventMaker(string producer, Random random)
{
    private const int Services = 4;
    private const int MetricsEach = 3;

    // Long ago, so that nobody takes the services for live ones that fall silent when the load pauses.
    private readonly long _start = DateTimeOffset.UtcNow.AddHours(-2).ToUnixTimeMilliseconds();
    private long _made;

    /// <summary>Series that get samples.</summary>
    public static IEnumerable<SeriesId> Series =>
        from service in Enumerable.Range(0, Services) from metric in Enumerable.Range(0, MetricsEach) select SeriesId.Create($"load-{service}", $"gauge_{metric}", LabelSet.Empty);

    public IReadOnlyList<SentEvent> Make(int count, bool withIds) => [.. Enumerable.Range(0, count).Select(_ => Make(withIds))];

    private SentEvent Make(bool withIds)
    {
        var key = $"{producer}-{_made++}";
        var (id, service, time) = (withIds ? key : null, $"load-{random.Next(Services)}", _start + _made);
        return random.Next(10) switch
        {
            < 5 => new(key, id, EventKind.Metric, service, time, $"gauge_{random.Next(MetricsEach)}", 10 + random.Next(3)),
            < 9 => new(key, id, EventKind.Log, service, time, random.Next(5) == 0 ? "warn" : "info", 0),
            _ => new(key, id, EventKind.Domain, service, time, "order.placed", _made),
        };
    }
}
