using System.ComponentModel.DataAnnotations;

namespace EventFlow;

/// <summary>Settings of the live feed (<c>EventFlow:Live</c>).</summary>
public sealed class LiveOptions
{
    /// <summary>Updates that may wait for one slow reader, 16 to 100,000. Default 2,048: every series of a large service page, at about 1 KB each.</summary>
    [Range(16, 100_000)] public int MaxPending { get; set; } = 2_048;

    /// <summary>Milliseconds between two batches to one client, 50 to 60,000. Default 250: fast enough to look immediate, slow enough for a phone.</summary>
    [Range(50, 60_000)] public int IntervalMs { get; set; } = 250;
}
