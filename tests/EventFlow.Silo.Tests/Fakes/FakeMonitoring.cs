namespace EventFlow.Silo.Tests;

/// <summary>Two services with one series each, and a record of what was asked.</summary>
internal sealed class FakeMonitoring : IMonitoringQueries
{
    public const string Known = "payments";

    public static readonly SeriesId Series = SeriesId.Create(Known, "latency_ms", LabelSet.Empty);

    private static readonly SeriesInfo Info = new(Series, Known, "latency_ms", LabelSet.Empty, "ms", 42, 1_000, 1_001);

    public SeriesRange? LastRange { get; private set; }

    public LogQuery? LastLogQuery { get; private set; }

    public IReadOnlyList<LogLine> Logs { get; set; } = [];

    public Exception? Failure { get; set; }

    public ValueTask<IReadOnlyList<ServiceStatus>> GetServices(CancellationToken cancellationToken = default) =>
        Failure is null ? new([Status("payments", ServiceHealth.Critical), Status("orders", ServiceHealth.Healthy)]) : throw Failure;

    public ValueTask<ServiceStatus?> GetService(string service, CancellationToken cancellationToken = default) =>
        new(service == Known ? Status(Known, ServiceHealth.Critical) : null);

    public ValueTask<IReadOnlyList<SeriesInfo>?> GetSeries(string service, CancellationToken cancellationToken = default) =>
        new(service == Known ? [Info] : null);

    public ValueTask<IReadOnlyList<LogPatternInfo>?> GetPatterns(string service, CancellationToken cancellationToken = default) =>
        new(service == Known ? [new(1, "connection to <*> refused", LogSeverity.Error, 14, 1_000, 2_000, new int[30]), new(2, "charged <*> in <*>", LogSeverity.Info, 900, 500, 2_000, new int[30])] : null);

    public ValueTask<Page<SeriesInfo>> GetLatest(string? service, string? metric, int offset, int limit, CancellationToken cancellationToken = default) =>
        new(new Page<SeriesInfo>([Info], 1, offset, limit));

    public ValueTask<SeriesData> GetSeriesData(SeriesId series, SeriesRange range, CancellationToken cancellationToken = default)
    {
        LastRange = range;
        return new(new SeriesData(series, "ms", 0, "memory", [new(1_000, 42, 42, 42, 1)], [], []));
    }

    public ValueTask<IReadOnlyList<LogLine>> GetLogs(LogQuery query, CancellationToken cancellationToken = default)
    {
        LastLogQuery = query;
        return new(Logs);
    }

    public ValueTask<DashboardStats> GetStats(CancellationToken cancellationToken = default) =>
        new(new DashboardStats(0, 2, 1, 1, 1, 0, 10, 0.5, 42, 50, Known, 60, Known, 70, 100, 2, 0));

    private static ServiceStatus Status(string service, ServiceHealth health) =>
        new(service, health, 0, long.MaxValue, 1, 10, 5, 42, 50, 60, 70, 0, 1, 1, 1, 1);
}
