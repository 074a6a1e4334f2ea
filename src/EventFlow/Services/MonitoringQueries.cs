using Microsoft.Extensions.Options;

namespace EventFlow.Services;

/// <summary>What the API and the dashboard ask about services, series and logs.</summary>
internal sealed class MonitoringQueries : IMonitoringQueries
{
    private const int FewPoints = 30;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly IGrainFactory _grains;
    private readonly LogReader _log;
    private readonly DashboardFigures _figures;
    private readonly ServiceOptions _options;
    private readonly TimedCache<IReadOnlyList<ServiceStatus>> _services;
    private readonly TimedCache<DashboardStats> _stats;

    public MonitoringQueries(IGrainFactory grains, LogReader log, DashboardFigures figures, IOptions<ServiceOptions> options, TimeProvider time)
    {
        _grains = grains;
        _log = log;
        _figures = figures;
        _options = options.Value;
        _services = new(Freshness, time, AskServices);
        _stats = new(Freshness, time, async () => await _figures.Compute(await _services.Get()));
    }

    public async ValueTask<IReadOnlyList<ServiceStatus>> GetServices(CancellationToken cancellationToken = default) => await _services.Get().WaitAsync(cancellationToken);

    public async ValueTask<DashboardStats> GetStats(CancellationToken cancellationToken = default) => await _stats.Get().WaitAsync(cancellationToken);

    public async ValueTask<ServiceStatus?> GetService(string service, CancellationToken cancellationToken = default) =>
        await IsKnown(service) ? await _grains.GetGrain<IServiceGrain>(service).GetStatus() : null;

    public async ValueTask<IReadOnlyList<SeriesInfo>?> GetSeries(string service, CancellationToken cancellationToken = default) =>
        await IsKnown(service) ? await _grains.GetGrain<IServiceGrain>(service).GetSeries() : null;

    public async ValueTask<IReadOnlyList<LogPatternInfo>?> GetPatterns(string service, CancellationToken cancellationToken = default) =>
        await IsKnown(service) ? await _grains.GetGrain<IServiceGrain>(service).GetPatterns() : null;

    public async ValueTask<Page<SeriesInfo>> GetLatest(string? service, string? metric, int offset, int limit, CancellationToken cancellationToken = default)
    {
        var names = string.IsNullOrEmpty(service) ? await Names() : [service];
        var perService = await Each(names, async name => await GetSeries(name, cancellationToken) ?? [], cancellationToken);
        var found = perService.SelectMany(static s => s)
            .Where(s => string.IsNullOrEmpty(metric) || s.Metric == metric)
            .OrderBy(static s => s.Service, StringComparer.Ordinal).ThenBy(static s => s.Series.Value, StringComparer.Ordinal)
            .ToList();
        return new([.. found.Skip(offset).Take(limit)], found.Count, offset, limit);
    }

    public async ValueTask<SeriesData> GetSeriesData(SeriesId series, SeriesRange range, CancellationToken cancellationToken = default)
    {
        // An id that is not a series has no grain; any spelling of one is brought into the canonical form.
        if (!SeriesId.TryParse(series.Value, out var parts)) return new(series, null, 0, "memory", [], [], []);
        series = SeriesId.Create(parts.Service, parts.Metric, parts.Labels);
        range = range with { To = Math.Max(range.From + 1, range.To), MaxPoints = Math.Clamp(range.MaxPoints, 2, 5000) };
        if (!await IsKnown(parts.Service)) return new(series, null, 0, "memory", [], [], []);
        var data = await _grains.GetGrain<IMetricSeriesGrain>(series.Value).Query(range);
        if (!LogKnowsMore(data, range)) return data;
        var (step, points) = await _log.GetPoints(series, range, cancellationToken);
        return Covers(points) > Covers(data.Points) || points.Count > data.Points.Count ? data with { Step = step, Tier = "log", Points = points } : data;
    }

    public ValueTask<IReadOnlyList<LogLine>> GetLogs(LogQuery query, CancellationToken cancellationToken = default) =>
        _log.GetLogs(query with { Limit = Math.Clamp(query.Limit, 1, 1000) }, cancellationToken);

    /// <summary>Whether memory is too coarse for the span, or begins after it.</summary>
    private static bool LogKnowsMore(SeriesData data, SeriesRange range)
    {
        if (data.Tier == "memory") return false;
        return data.Points.Count < FewPoints || (data.Tier == "rollup-1h" && data.Points[0].Time > range.From + data.Step);
    }

    private static long Covers(IReadOnlyList<SeriesPoint> points) => points.Count == 0 ? 0 : points[^1].Time - points[0].Time;

    private async ValueTask<bool> IsKnown(string service) => (await Names()).Contains(service);

    private ValueTask<IReadOnlyList<string>> Names() => _grains.GetGrain<IServiceCatalogGrain>(Tenants.Default).List();

    private async Task<IReadOnlyList<ServiceStatus>> AskServices()
    {
        var all = await Each(await Names(), async name => await _grains.GetGrain<IServiceGrain>(name).GetStatus(), CancellationToken.None);
        return [.. all.OrderBy(static s => Rank(s.Health)).ThenBy(static s => s.Service, StringComparer.Ordinal)];
    }

    private static int Rank(ServiceHealth health) => health switch
    {
        ServiceHealth.Critical => 0,
        ServiceHealth.Silent => 1,
        ServiceHealth.Degraded => 2,
        ServiceHealth.Unknown => 3,
        _ => 4,
    };

    private async Task<TResult[]> Each<TResult>(IReadOnlyList<string> names, Func<string, Task<TResult>> ask, CancellationToken cancellationToken)
    {
        var results = new TResult[names.Count];
        await Parallel.ForAsync(0, names.Count, new ParallelOptions { MaxDegreeOfParallelism = _options.Concurrency, CancellationToken = cancellationToken },
            async (i, _) => results[i] = await ask(names[i]));
        return results;
    }
}
