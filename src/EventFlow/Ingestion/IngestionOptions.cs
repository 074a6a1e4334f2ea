using System.ComponentModel.DataAnnotations;

namespace EventFlow.Ingestion;

/// <summary>Settings of the way from the gateway through the log to the grains.</summary>
public sealed class IngestionOptions
{
    /// <summary>How far ahead of its arrival an event may be, from 0 to 1 day. Default 10 minutes.</summary>
    public TimeSpan MaxAhead { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Events a caller may send per second in the long run, from 1 to 1 billion. Default 200,000.</summary>
    [Range(1, 1_000_000_000)]
    public int EventsPerSecond { get; set; } = 200_000;

    /// <summary>Events a caller that has been quiet may send at once, from 1 to 1 billion. Default 400,000.</summary>
    [Range(1, 1_000_000_000)]
    public int BurstEvents { get; set; } = 400_000;

    /// <summary>Events of one request, from 1 to 10 million. Default 200,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxEventsPerRequest { get; set; } = 200_000;

    /// <summary>Events a partition may be behind, from 1; beyond, callers share what is worked off and the rest is refused with 429. Default 1 million: under a minute of the work of two cores, and about 100 MB of log.</summary>
    [Range(1L, long.MaxValue)]
    public long MaxLag { get; set; } = 1_000_000;

    /// <summary>Event ids a stream remembers to tell duplicates, from 0 to 1 million; the partitions it is written to share them evenly. Default 150,000.</summary>
    [Range(0, 1_000_000)]
    public int DuplicateWindow { get; set; } = 150_000;

    /// <summary>Producers a partition remembers the sequence of, from 0 to 100,000. Default 1,000; the one not heard of the longest is forgotten first.</summary>
    [Range(0, 100_000)]
    public int MaxProducers { get; set; } = 1_000;

    /// <summary>Time between two checkpoints of a partition that moves, from 100 ms to 10 min; longer, up to a minute more, where saving itself takes long. Default 5 s.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Events after which a partition makes a checkpoint before its time, from 1. Default 500,000.</summary>
    [Range(1, int.MaxValue)]
    public int CheckpointEvents { get; set; } = 500_000;

    /// <summary>Grain calls a partition has under way at once, from 1 to 1,024. Default 32.</summary>
    [Range(1, 1024)]
    public int MaxConcurrentCalls { get; set; } = 32;

    /// <summary>Tries after which a grain that keeps failing is left out, from 1 to 1,000. Default 8: with the pauses between deliveries about 15 s.</summary>
    [Range(1, 1000)]
    public int MaxTries { get; set; } = 8;

    /// <summary>How long a grain that kept failing is left out before it is tried again, from 1 s to 1 day. Default 1 minute.</summary>
    public TimeSpan QuarantineTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Ids that each partition a stream is written to remembers.</summary>
    internal int WindowOf(EventStreamInfo stream) => (DuplicateWindow + stream.Written - 1) / stream.Written;
}
