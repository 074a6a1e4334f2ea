using System.Diagnostics.CodeAnalysis;

namespace EventFlow.Embedded;

/// <summary>How a grain timer fires.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>A timer that neither interleaves nor keeps the activation alive.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Time to the first tick; <see cref="Timeout.InfiniteTimeSpan"/> is never.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Time from the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/> is one tick only.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether ticks may run between the turns of a running call. Default no.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether a tick counts as use, so that the activation is not collected. Default no.</summary>
    public bool KeepAlive { get; init; }
}
