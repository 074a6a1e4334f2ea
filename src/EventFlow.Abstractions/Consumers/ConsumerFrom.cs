namespace EventFlow;

/// <summary>Where a consumer begins.</summary>
public enum ConsumerFrom
{
    /// <summary>Not said.</summary>
    None = 0,
    /// <summary>At the first event kept.</summary>
    Earliest = 1,
    /// <summary>Behind the last event.</summary>
    Latest = 2,
    /// <summary>At the first event of a time.</summary>
    Time = 3,
}
