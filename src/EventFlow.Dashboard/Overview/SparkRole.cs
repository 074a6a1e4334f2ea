namespace EventFlow.Dashboard.Overview;

/// <summary>What a tiny chart shows.</summary>
public enum SparkRole
{
    /// <summary>Latency.</summary>
    Latency,
    /// <summary>Share of failed requests.</summary>
    Errors,
    /// <summary>Requests per second.</summary>
    Requests,
}
