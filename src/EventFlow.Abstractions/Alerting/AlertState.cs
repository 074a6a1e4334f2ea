namespace EventFlow;

/// <summary>State of an alert. The values are stored and never change.</summary>
public enum AlertState : byte
{
    /// <summary>A default value of this type.</summary>
    None = 0,
    /// <summary>The condition holds, not yet for as long as the rule demands.</summary>
    Pending = 1,
    /// <summary>Somebody should know.</summary>
    Firing = 2,
    /// <summary>Somebody knows; still firing.</summary>
    Acknowledged = 3,
    /// <summary>The condition is gone.</summary>
    Resolved = 4,
    /// <summary>It was firing, and then its data stopped: nobody knows whether it is over.</summary>
    NoData = 5,
}
