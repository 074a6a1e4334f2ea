namespace EventFlow.Embedded;

/// <summary>When a reminder fires and fired. All times are UTC.</summary>
/// <param name="firstTickTime">Time of the first tick.</param>
/// <param name="period">Time between ticks.</param>
/// <param name="timeStamp">Time of this tick.</param>
public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
{
    /// <summary>Time of the first tick, UTC.</summary>
    public DateTime FirstTickTime { get; } = firstTickTime;

    /// <summary>Time between ticks.</summary>
    public TimeSpan Period { get; } = period;

    /// <summary>Time of this tick, UTC.</summary>
    public DateTime CurrentTickTime { get; } = timeStamp;

    /// <inheritdoc/>
    public override string ToString() => $"<{FirstTickTime:O}, {Period}, {CurrentTickTime:O}>";
}
