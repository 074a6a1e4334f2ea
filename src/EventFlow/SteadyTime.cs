namespace EventFlow;

/// <summary>Time by a clock that nobody sets. The time of day may be set back an hour, or ahead, while something waits.</summary>
internal static class SteadyTime
{
    /// <summary>Time since a moment that is always the same while the process runs; only differences mean anything.</summary>
    public static TimeSpan GetSteadyTime(this TimeProvider clock) => clock.GetElapsedTime(0);
}
