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
}
