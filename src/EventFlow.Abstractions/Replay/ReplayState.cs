namespace EventFlow;

/// <summary>Where a replay stands. The values are stored and never change.</summary>
public enum ReplayState
{
    /// <summary>Nothing is known.</summary>
    None = 0,
    /// <summary>It runs, or waits for others to end.</summary>
    Running = 1,
    /// <summary>It was halted, or halted itself over an error, and can go on.</summary>
    Paused = 2,
    /// <summary>All was read.</summary>
    Completed = 3,
    /// <summary>It was ended before its end.</summary>
    Cancelled = 4,
    /// <summary>It cannot go on.</summary>
    Failed = 5,
}
