namespace EventFlow;

/// <summary>
/// How alerting did in a span (unix ms): incidents that began, medians and 90th percentiles of the time to acknowledge and to resolve (ms; null when there was none), the noisiest rules, incidents by service and week,
/// and deliveries by channel since it was made. <paramref name="IsWhole"/> is false when more was stored than was read.
/// </summary>
public sealed record AlertStatistics(
    long From, long To, int Incidents, int Acknowledged, int Resolved, double? MedianToAcknowledgeMs, double? P90ToAcknowledgeMs, double? MedianToResolveMs, double? P90ToResolveMs,
    IReadOnlyList<AlertStatisticsRule> Rules, IReadOnlyList<AlertStatisticsWeek> Weeks, IReadOnlyList<AlertStatisticsChannel> Channels, bool IsWhole)
{
    /// <summary>Incidents for which one step of an escalation was not enough.</summary>
    public int Escalated { get; init; }
}
