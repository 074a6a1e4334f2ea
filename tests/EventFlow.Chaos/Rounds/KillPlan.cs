namespace EventFlow.Chaos.Rounds;

/// <summary>Ways in which the silo is killed in a round.</summary>
internal enum KillPlan
{
    /// <summary>At any moment under load.</summary>
    UnderLoad,

    /// <summary>Under load, and again while it starts and recovers.</summary>
    WhileStarting,

    /// <summary>Just when a checkpoint has been made, and others are being made.</summary>
    AtCheckpoint,

    /// <summary>While many alerts begin at once and are told.</summary>
    InABurstOfAlerts,

    /// <summary>Under load, and again as soon as it is ready.</summary>
    TwiceInARow,

    /// <summary>It is asked to stop, and killed before it is done.</summary>
    WhileStopping,
}
