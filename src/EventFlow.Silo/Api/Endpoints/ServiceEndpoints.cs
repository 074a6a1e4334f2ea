using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>The services that are watched, with their series and metrics.</summary>
internal static class ServiceEndpoints
{
    private static readonly TextParameter Text = new("text", "Only services whose name contains this.", "pay");
    private static readonly ChoiceParameter<ServiceHealth> Health = new("health", "Only services in this state.");
    private static readonly TextParameter Words = new("text", "Only patterns that contain this.", "refused");
    private static readonly ChoiceParameter<LogSeverity> Level = new("level", "Only patterns of records of this severity or above.");
    private static readonly TextParameter Metric = new("metric", "Only this metric.", "latency_ms");

    public static void MapServices(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/services").WithTags("Services");
        group.MapGet("", List)
            .Describe("listServices", "All services, the sickest first")
            .Query(Text, Health, Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapGet("/{service}", Get)
            .Describe("getService", "One service")
            .Demand(AccessPolicies.Read).Fails(404);
        group.MapGet("/{service}/series", Series)
            .Describe("listServiceSeries", "The series of a service with their latest samples")
            .Query(Metric, Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read).Fails(404);
        group.MapGet("/{service}/patterns", Patterns)
            .Describe("listServicePatterns", "The patterns of a service's log messages", "The most frequent of the last half hour first. `<*>` stands for what varies; `minutes` counts the records of each of the last 30 minutes, oldest first.")
            .Query(Words, Level, Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read).Fails(404);
        group.MapGet("/{service}/metrics", Metrics)
            .Describe("getServiceMetrics", "The points of a service's series in a span", "One entry for each series, at most 100, ordered by metric. The answer is in event time; without a span it is the last hour.")
            .Query(Metric, Spans.From, Spans.To, Spans.Points).Demand(AccessPolicies.Read).Fails(404);
    }

    private static async Task<Results<Ok<Page<ServiceStatus>>, ProblemHttpResult>> List(QueryReader query, IMonitoringQueries monitoring, CancellationToken cancellation)
    {
        var (text, health, offset, limit) = (query.Read(Text), query.Read(Health), query.Read(Paging.Offset), query.Read(Paging.Limit));
        if (query.Faults.Count > 0) return ApiProblems.Invalid(query.Faults);
        var services = await monitoring.GetServices(cancellation);
        var matching = services.Where(s => (text is null || s.Service.Contains(text, StringComparison.OrdinalIgnoreCase)) && (health is null || s.Health == health)).ToList();
        return TypedResults.Ok(Paging.Slice(matching, offset, limit));
    }

    private static async Task<Results<Ok<ServiceStatus>, ProblemHttpResult>> Get(string service, IMonitoringQueries monitoring, CancellationToken cancellation) =>
        await monitoring.GetService(service, cancellation) is { } status ? TypedResults.Ok(status) : Unknown(service);

    private static async Task<Results<Ok<Page<SeriesInfo>>, ProblemHttpResult>> Series(
        string service, QueryReader query, IMonitoringQueries monitoring, CancellationToken cancellation)
    {
        var (metric, offset, limit) = (query.Read(Metric), query.Read(Paging.Offset), query.Read(Paging.Limit));
        if (query.Faults.Count > 0) return ApiProblems.Invalid(query.Faults);
        if (await monitoring.GetSeries(service, cancellation) is not { } series) return Unknown(service);
        return TypedResults.Ok(Paging.Slice(series.Where(s => metric is null || s.Metric == metric).ToList(), offset, limit));
    }

    private static async Task<Results<Ok<Page<LogPatternInfo>>, ProblemHttpResult>> Patterns(
        string service, QueryReader query, IMonitoringQueries monitoring, CancellationToken cancellation)
    {
        var (text, level, offset, limit) = (query.Read(Words), query.Read(Level), query.Read(Paging.Offset), query.Read(Paging.Limit));
        if (query.Faults.Count > 0) return ApiProblems.Invalid(query.Faults);
        if (await monitoring.GetPatterns(service, cancellation) is not { } patterns) return Unknown(service);
        var wanted = patterns.Where(p => p.Level >= (level ?? LogSeverity.Unspecified) && (text is null || p.Template.Contains(text, StringComparison.OrdinalIgnoreCase)));
        return TypedResults.Ok(Paging.Slice(wanted.ToList(), offset, limit));
    }

    private static async Task<Results<Ok<IReadOnlyList<SeriesData>>, ProblemHttpResult>> Metrics(
        string service, QueryReader query, IMonitoringQueries monitoring, TimeProvider time, CancellationToken cancellation)
    {
        var metric = query.Read(Metric);
        if (!Spans.TryRead(query, time, out var range, out var faults)) return ApiProblems.Invalid(faults);
        if (await monitoring.GetSeries(service, cancellation) is not { } series) return Unknown(service);
        var wanted = series.Where(s => metric is null || s.Metric == metric).Take(Spans.MaxSeries);
        return TypedResults.Ok<IReadOnlyList<SeriesData>>(await Task.WhenAll(wanted.Select(s => monitoring.GetSeriesData(s.Series, range, cancellation).AsTask())));
    }

    private static ProblemHttpResult Unknown(string service) =>
        ApiProblems.NotFound($"No service '{service}' has reported; GET /api/services lists those that have.");
}
