namespace EventFlow;

/// <summary>What an event is. The values are stored and never change.</summary>
public enum EventKind : byte
{
    /// <summary>Not said.</summary>
    None = 0,
    /// <summary>A sample of a metric.</summary>
    Metric = 1,
    /// <summary>A log record.</summary>
    Log = 2,
    /// <summary>A domain event: a type and data.</summary>
    Domain = 3,
}
