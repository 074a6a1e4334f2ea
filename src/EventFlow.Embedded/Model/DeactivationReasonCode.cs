namespace EventFlow.Embedded;

/// <summary>The kinds of reason for which an activation goes away; the numbers are those of Orleans.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason.</summary>
    None = 0,

    /// <summary>The process stops.</summary>
    ShuttingDown = 1,

    /// <summary>The constructor or OnActivateAsync failed.</summary>
    ActivationFailed = 2,

    /// <summary>Nothing called it for the collection age.</summary>
    ActivationIdle = 4,

    /// <summary>A call failed in a way after which the state in memory cannot be trusted.</summary>
    ApplicationError = 8,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested = 9,

    /// <summary>The runtime asked for it.</summary>
    RuntimeRequested = 11,
}
