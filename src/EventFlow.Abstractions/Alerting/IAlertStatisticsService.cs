namespace EventFlow;

/// <summary>Numbers on alerting, for people. Thread safe.</summary>
public interface IAlertStatisticsService
{
    /// <summary>How it did from one time to another (unix ms), at most 400 days.</summary>
    ValueTask<Outcome<AlertStatistics>> Compute(long from, long to);
}
