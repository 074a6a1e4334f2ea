namespace EventFlow.EventStore;

/// <summary>The streams of the log. The number of partitions is part of what is stored: it decides where a key lies.</summary>
public static class EventStreams
{
    /// <summary>What each stream has that services report to, unless more were asked for.</summary>
    public const int LeastPartitions = 3;

    /// <summary>More no log has: a set of partitions is kept in the bits of a number.</summary>
    public const int MostPartitions = 32;

    /// <summary>All streams, as every log has them that was not asked for more.</summary>
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
    public static readonly IReadOnlyList<EventStreamInfo> Moved = MovedInto(All);

    /// <summary>Those that services report to, which ingestion reads, as <see cref="All"/> has them. The others are written by EventFlow itself.</summary>
    public static readonly IReadOnlyList<EventStreamInfo> Ingested = [.. All.Where(static s => IsIngested(s.Name))];

    /// <summary>All streams of a log that machines share, with so many partitions of those that services report to.</summary>
    public static IReadOnlyList<EventStreamInfo> With(int partitions) =>
        partitions == LeastPartitions ? All : [.. All.Select(s => IsIngested(s.Name) ? new EventStreamInfo(s.Name, partitions) : s)];

    /// <summary>The streams of a log that machines share, when it was filled from one on local disk.</summary>
    public static IReadOnlyList<EventStreamInfo> MovedInto(IReadOnlyList<EventStreamInfo> streams) =>
        [.. streams.Select(static s => s.Name is StreamNames.Logs or StreamNames.Domain ? s with { WrittenBefore = 1 } : s)];

    /// <summary>Every partition of streams.</summary>
    public static IEnumerable<(string Stream, int Partition)> PartitionsOf(IEnumerable<EventStreamInfo> streams) =>
        streams.SelectMany(static s => Enumerable.Range(0, s.Partitions).Select(p => (s.Name, p)));

    /// <summary>Every partition of a log that ingestion reads.</summary>
    public static IEnumerable<(string Stream, int Partition)> IngestedOf(IEnumerable<EventStreamInfo> streams) => PartitionsOf(streams.Where(static s => IsIngested(s.Name)));

    /// <summary>Refuses a partition that a log does not have.</summary>
    public static ArgumentException NoPartition(IEnumerable<EventStreamInfo> streams, string stream, int partition) =>
        new($"The log has no partition {stream}/{partition}; expected one of {string.Join(", ", streams.Select(static s => $"{s.Name}/0-{s.Partitions - 1}"))}.", nameof(stream));

    /// <summary>The key of the grain stream, and of the ingestion grain, of a partition.</summary>
    public static string KeyOf(string stream, int partition) => $"{stream}-{partition}";

    /// <summary>The partition of a key that <see cref="KeyOf"/> made, of whatever log.</summary>
    public static bool TryParseKey(string key, out string stream, out int partition)
    {
        var dash = key.LastIndexOf('-');
        (stream, partition) = (dash > 0 ? key[..dash] : "", 0);
        if (dash <= 0 || !int.TryParse(key.AsSpan(dash + 1), out partition))
        {
            return false;
        }

        var (name, number) = (stream, partition);
        return All.Any(s => s.Name == name && number >= 0 && number < (IsIngested(name) ? MostPartitions : s.Partitions));
    }

    private static bool IsIngested(string stream) => stream is StreamNames.Metrics or StreamNames.Logs or StreamNames.Domain;
}
