namespace EventFlow.Detection;

/// <summary>What of a log pattern is worth telling.</summary>
public enum LogPatternNews
{
    /// <summary>Either.</summary>
    Both = 0,
    /// <summary>It was never seen.</summary>
    New = 1,
    /// <summary>It is known, and far more frequent than usual.</summary>
    Frequent = 2,
}
