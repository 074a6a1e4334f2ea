using System.ComponentModel.DataAnnotations;

namespace EventFlow.Replay;

/// <summary>Settings of reading, consuming and replaying stored events (<c>EventFlow:Replay</c>).</summary>
public sealed class ReplayOptions
{
    /// <summary>Events that one page looks at, at most, 1,000 to 10,000,000. Default 200,000: a rare filter answers within about a second, and says that there is more.</summary>
    [Range(1_000, 10_000_000)] public int EventsPerPage { get; set; } = 200_000;

    /// <summary>Programs that may follow, wait for or export events at one time, 1 to 10,000. Default 200.</summary>
    [Range(1, 10_000)] public int MaxReaders { get; set; } = 200;

    /// <summary>Seconds between signs of life to a follower while nothing comes, 1 to 300. Default 15: what stands between is rarely less patient.</summary>
    [Range(1, 300)] public int HeartbeatSeconds { get; set; } = 15;

    /// <summary>Named consumers, 1 to 10,000. Default 200.</summary>
    [Range(1, 10_000)] public int MaxConsumers { get; set; } = 200;

    /// <summary>Replays that run at one time in a process, 1 to 16; others wait. Default 1: each takes up to one core, one into detection as many as there are, where live work leaves them.</summary>
    [Range(1, 16)] public int MaxRunning { get; set; } = 1;

    /// <summary>Threads that judge series in each replay into detection, 1 to 64, of low priority; 0 is as many as there are processors, 4 at most. Default 0.</summary>
    [Range(0, 64)] public int DetectionThreads { get; set; }

    /// <summary>Replays that are kept, 1 to 10,000; the oldest that ended goes when there are more. Default 100.</summary>
    [Range(1, 10_000)] public int MaxKept { get; set; } = 100;

    /// <summary>Series that a replay into detection keeps in memory, 1 to 1,000,000; further ones are left out, and counted. Default 20,000, about 4 KB each.</summary>
    [Range(1, 1_000_000)] public int MaxSeries { get; set; } = 20_000;

    /// <summary>Alerts and anomalies that a result lists, 10 to 100,000 each; all are counted. Default 1,000.</summary>
    [Range(10, 100_000)] public int MaxListed { get; set; } = 1_000;

    /// <summary>Folder of the files that replays write. Default: <c>replays</c> in EventFlow:DataDirectory.</summary>
    public string? Directory { get; set; }
}
