using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>Metrics across services.</summary>
internal static class MetricEndpoints
{
    private static readonly TextParameter Service = new("service", "Only this service.", "payments");
    private static readonly TextParameter Metric = new("metric", "Only this metric.", "latency_ms");
    private static readonly TextParameter Series = new("series", "the series, as other answers name it", """latency_ms{service="payments"}""") { Required = true };

    public static void MapMetricQueries(this IEndpointRouteBuilder api)
    {
        api.MapGet("/metrics/latest", Latest).WithTags("Metrics")
            .Describe("listLatestMetrics", "The latest sample of every series")
            .Query(Service, Metric, Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        api.MapGet("/series/data", Data).WithTags("Metrics")
            .Describe("getSeriesData", "The points of one series in a span", "Reads across memory and log; `tier` says which answered.")
            .Query(Series, Spans.From, Spans.To, Spans.Points).Demand(AccessPolicies.Read);
    }

    private static async Task<Results<Ok<Page<SeriesInfo>>, ProblemHttpResult>> Latest(QueryReader query, IMonitoringQueries monitoring, CancellationToken cancellation)
    {
        var (service, metric, offset, limit) = (query.Read(Service), query.Read(Metric), query.Read(Paging.Offset), query.Read(Paging.Limit));
        if (query.Faults.Count > 0) return ApiProblems.Invalid(query.Faults);
        return TypedResults.Ok(await monitoring.GetLatest(service, metric, offset, limit, cancellation));
    }

    private static async Task<Results<Ok<SeriesData>, ProblemHttpResult>> Data(
        QueryReader query, IMonitoringQueries monitoring, TimeProvider time, CancellationToken cancellation)
    {
        var text = query.Read(Series);
        if (!Spans.TryRead(query, time, out var range, out var faults)) return ApiProblems.Invalid(faults);
        if (!SeriesId.TryParse(text, out var parts)) return ApiProblems.Invalid([new("series", text!, "metric{service=\"name\",label=\"value\"}")]);
        return TypedResults.Ok(await monitoring.GetSeriesData(SeriesId.Create(parts.Service, parts.Metric, parts.Labels), range, cancellation));
    }
}
