namespace EventFlow;

/// <summary>What the API and the dashboard ask about services, series and logs. Thread safe.</summary>
public interface IMonitoringQueries
{
    /// <summary>All services, the sickest first, then by name.</summary>
    ValueTask<IReadOnlyList<ServiceStatus>> GetServices(CancellationToken cancellationToken = default);

    /// <summary>One service; null when no such service has reported.</summary>
    ValueTask<ServiceStatus?> GetService(string service, CancellationToken cancellationToken = default);

    /// <summary>The series of a service with their latest samples; null when no such service has reported.</summary>
    ValueTask<IReadOnlyList<SeriesInfo>?> GetSeries(string service, CancellationToken cancellationToken = default);

    /// <summary>The patterns of a service's log messages, the most frequent of the last half hour first; null when no such service has reported.</summary>
    ValueTask<IReadOnlyList<LogPatternInfo>?> GetPatterns(string service, CancellationToken cancellationToken = default);

    /// <summary>The latest sample of every series, filtered by service and metric where given, ordered by service and series.</summary>
    ValueTask<Page<SeriesInfo>> GetLatest(string? service, string? metric, int offset, int limit, CancellationToken cancellationToken = default);

    /// <summary>The points of a series in a span; reads across memory and log.</summary>
    ValueTask<SeriesData> GetSeriesData(SeriesId series, SeriesRange range, CancellationToken cancellationToken = default);

    /// <summary>Log records, newest first.</summary>
    ValueTask<IReadOnlyList<LogLine>> GetLogs(LogQuery query, CancellationToken cancellationToken = default);

    /// <summary>The figures of the overview.</summary>
    ValueTask<DashboardStats> GetStats(CancellationToken cancellationToken = default);
}
