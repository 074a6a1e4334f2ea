namespace EventFlow;

/// <summary>A stream of the log and its number of partitions.</summary>
public sealed record EventStreamInfo(string Name, int Partitions)
{
    /// <summary>The first so many partitions take what is stored now, by the key of each event; the others hold what earlier versions stored. 1 to <see cref="Partitions"/>, which is the default.</summary>
    public int Written { get; init; } = Partitions;

    /// <summary>Over so many partitions keys were spread before, by an earlier version or by the log that this one was filled from. 1 to <see cref="Partitions"/>, which is the default.</summary>
    public int WrittenBefore { get; init; } = Partitions;

    /// <summary>The partitions where events of a key may lie: where they are stored now, and where an earlier version stored them.</summary>
    public IReadOnlyList<int> PartitionsOf(string key)
    {
        var (now, before) = (Partitioning.Of(key, Written), Partitioning.Of(key, WrittenBefore));
        return now == before ? [now] : [now, before];
    }
}
