namespace EventFlow.Alerting;

/// <summary>Appends of alerting to the event log.</summary>
internal static class EventLogExtensions
{
    /// <summary>Appends events to the partition of a key; the same key always goes to the same one.</summary>
    public static ValueTask<EventAppendResult> AppendAsync(this IEventLog log, string stream, string key, IReadOnlyList<TelemetryEvent> events, TimeProvider time)
    {
        var partitions = log.Streams.FirstOrDefault(s => s.Name == stream)?.Written ?? 1;
        return log.Append(new(stream, Partitioning.Of(key, partitions), 0, time.GetUtcNow().ToUnixTimeMilliseconds(), events));
    }
}
