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
    /// <summary>It fires, and a silence or a maintenance window keeps it from being told.</summary>
    Silenced = 6,
    /// <summary>It fires, and another alert that explains it keeps it from being told.</summary>
    Inhibited = 7,
    /// <summary>It comes and goes: held open until it is quiet, so that people hear of it once.</summary>
    Flapping = 8,
}
