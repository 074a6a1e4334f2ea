namespace EventFlow.Services;

/// <summary>The metrics a service is summed up by.</summary>
public enum WellKnownMetric
{
    /// <summary>Not one of them.</summary>
    None = 0,
    /// <summary>Processor, percent.</summary>
    Cpu = 1,
    /// <summary>Memory, percent.</summary>
    Memory = 2,
    /// <summary>Disk, percent.</summary>
    Disk = 3,
    /// <summary>Latency, ms.</summary>
    Latency = 4,
    /// <summary>Failed requests, percent.</summary>
    ErrorRate = 5,
    /// <summary>Requests per second.</summary>
    RequestRate = 6,
}
