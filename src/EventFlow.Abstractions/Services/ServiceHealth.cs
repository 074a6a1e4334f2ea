namespace EventFlow;

/// <summary>How a service is. The values are stored and never change.</summary>
public enum ServiceHealth : byte
{
    /// <summary>Nothing is known yet.</summary>
    Unknown = 0,
    /// <summary>Reports, and no alert fires.</summary>
    Healthy = 1,
    /// <summary>A warning fires.</summary>
    Degraded = 2,
    /// <summary>A critical alert fires.</summary>
    Critical = 3,
    /// <summary>Stopped reporting.</summary>
    Silent = 4,
}
