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

    /// <summary>
    /// All streams as the log on local disk writes them: log records and domain events of a request go to one partition, whatever services they are of, so that it is one frame, one write and
    /// one sync. Partitions 1 and 2 hold what versions before stored, which spread services over three. Samples stay spread: a series knows what it has applied by the offsets of its one partition.
    /// A log that machines share spreads all: partitions are what spreads their work.
    /// </summary>
    public static readonly IReadOnlyList<EventStreamInfo> Local = [.. All.Select(static s => s.Name is StreamNames.Logs or StreamNames.Domain ? s with { Written = 1 } : s)];

    /// <summary>All streams of a log that machines share and that was filled from one on local disk: log records and domain events of before lie in partition 0, whatever their service.</summary>
    public static readonly IReadOnlyList<EventStreamInfo> Moved = [.. All.Select(static s => s.Name is StreamNames.Logs or StreamNames.Domain ? s with { WrittenBefore = 1 } : s)];

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
