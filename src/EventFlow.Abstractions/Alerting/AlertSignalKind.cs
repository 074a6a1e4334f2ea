namespace EventFlow;

/// <summary>What a rule found. The values are stored and never change.</summary>
public enum AlertSignalKind : byte
{
    /// <summary>A default value of this type.</summary>
    None = 0,
    /// <summary>The condition began to hold.</summary>
    Pending = 1,
    /// <summary>The condition has held as long as the rule demands.</summary>
    Firing = 2,
    /// <summary>The condition is gone (an alert that was pending is cancelled, one that fired resolves).</summary>
    Recovered = 3,
    /// <summary>The data stopped while the alert was active.</summary>
    NoData = 4,
}
