namespace EventFlow.EventStore;

/// <summary>How events are spread over the log.</summary>
public sealed class StreamsOptions
{
    /// <summary>The section of the settings.</summary>
    public const string SectionName = "EventFlow:Streams";

    /// <summary>Where events are kept: segment-log (default, files on local disk), memory, postgres or kafka.</summary>
    public string Provider { get; set; } = "segment-log";

    /// <summary>
    /// Partitions of each stream that services report to, 3 to 32. Default 3. Each is read by one silo at a time, so they bound how far a cluster spreads its work; logs of one process (segment-log, memory)
    /// have 3. It decides where a series lies, so it is fixed with the first start: one with another number is refused.
    /// </summary>
    public int Partitions { get; set; } = EventStreams.LeastPartitions;

    /// <summary>Whether the log of a provider, written in whatever case, is one that machines share.</summary>
    public static bool IsShared(string provider) => provider.ToLowerInvariant() is "postgres" or "kafka";
}
