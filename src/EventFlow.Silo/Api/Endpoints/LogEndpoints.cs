using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>Log records.</summary>
internal static class LogEndpoints
{
    private static readonly TextParameter Service = new("service", "Only records of this service.", "payments");
    private static readonly ChoiceParameter<LogSeverity> Level = new("level", "Only records at least this severe.");
    private static readonly TextParameter Text = new("text", "Only records whose message contains this, in any case.", "timeout");
    private static readonly TextParameter Trace = new("trace", "Only records of this trace: a W3C trace id, 32 hexadecimal digits.", "4bf92f3577b34da6a3ce929d0e0e4736");
    private static readonly IntegerParameter Limit = new("limit", "How many records to answer with at most.", 1, 1_000, 100);

    public static void MapLogs(this IEndpointRouteBuilder api)
    {
        api.MapGet("/logs", All).WithTags("Logs")
            .Describe("listLogs", "Log records of all services, newest first")
            .Query(Service, Spans.From, Spans.To, Level, Text, Trace, Limit).Demand(AccessPolicies.Read);
        api.MapGet("/services/{service}/logs", OfService).WithTags("Logs")
            .Describe("listServiceLogs", "Log records of a service, newest first")
            .Query(Spans.From, Spans.To, Level, Text, Trace, Limit).Demand(AccessPolicies.Read);
    }

    private static Task<Results<Ok<LogPage>, ProblemHttpResult>> All(QueryReader query, IMonitoringQueries monitoring, TimeProvider time, CancellationToken cancellation) =>
        Answer(query.Read(Service), query, monitoring, time, cancellation);

    private static Task<Results<Ok<LogPage>, ProblemHttpResult>> OfService(
        string service, QueryReader query, IMonitoringQueries monitoring, TimeProvider time, CancellationToken cancellation) =>
        Answer(service, query, monitoring, time, cancellation);

    private static async Task<Results<Ok<LogPage>, ProblemHttpResult>> Answer(
        string? service, QueryReader query, IMonitoringQueries monitoring, TimeProvider time, CancellationToken cancellation)
    {
        var (level, text, trace, limit) = (query.Read(Level) ?? LogSeverity.Unspecified, query.Read(Text), query.Read(Trace), query.Read(Limit));
        if (!Spans.TryRead(query, time, out var from, out var to, out var faults)) return ApiProblems.Invalid(faults);
        var lines = await monitoring.GetLogs(new(service, from, to, level, text, trace, limit), cancellation);
        // One past the oldest, so that no record of the same millisecond is missed; but always less than before, so that the way has an end.
        long? next = lines.Count < limit ? null : Math.Min(lines[^1].Event.Timestamp + 1, to - 1);
        return TypedResults.Ok(new LogPage(lines, limit, next));
    }
}
