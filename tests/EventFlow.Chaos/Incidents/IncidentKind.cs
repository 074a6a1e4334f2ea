namespace EventFlow.Chaos.Incidents;

/// <summary>Kinds of trouble, each with the rule that has to find it.</summary>
internal enum IncidentKind
{
    /// <summary>Requests fail: <c>error-rate-high</c>, a threshold.</summary>
    ErrorRate,

    /// <summary>Requests take long: <c>latency-anomaly</c>, learned from the series.</summary>
    Latency,

    /// <summary>Errors in the log: <c>error-log-burst</c>, learned from the service.</summary>
    ErrorLogs,

    /// <summary>A live service stops: <c>service-silent</c>, by the clock of the silo.</summary>
    Silence,
}
