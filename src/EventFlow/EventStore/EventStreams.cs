namespace EventFlow.EventStore;

/// <summary>The streams of the log. The number of partitions is part of what is stored (it decides where a key lies), so it is no setting.</summary>
public static class EventStreams
{
    /// <summary>All streams.</summary>
    public static readonly IReadOnlyList<EventStreamInfo> All =
    [
        new(StreamNames.Metrics, 3),
        new(StreamNames.Logs, 3),
        new(StreamNames.Domain, 3),
        new(StreamNames.Alerts, 3),
        new(StreamNames.DeadLetters, 1),
    ];

    /// <summary>Those that services report to, which ingestion reads. The others are written by EventFlow itself.</summary>
    public static readonly IReadOnlyList<EventStreamInfo> Ingested = [.. All.Where(static s => s.Name is StreamNames.Metrics or StreamNames.Logs or StreamNames.Domain)];

    /// <summary>The key of the grain stream, and of the ingestion grain, of a partition.</summary>
    public static string KeyOf(string stream, int partition) => $"{stream}-{partition}";

    /// <summary>The partition of a key that <see cref="KeyOf"/> made.</summary>
    public static bool TryParseKey(string key, out string stream, out int partition)
    {
        var dash = key.LastIndexOf('-');
        (stream, partition) = (dash > 0 ? key[..dash] : "", 0);
        if (dash <= 0 || !int.TryParse(key.AsSpan(dash + 1), out partition))
        {
            return false;
        }

        var (name, number) = (stream, partition);
        return All.Any(s => s.Name == name && number >= 0 && number < s.Partitions);
    }
}
