using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>The streams of the event store, and the events in them.</summary>
internal static class StreamEndpoints
{
    private const string LastEventId = "Last-Event-ID";

    private static readonly IntegerParameter Limit = new("limit", "How many events to answer with at most. Lines of JSON go to the end of the range when it is left out.", 1, 10_000, 100);
    private static readonly BooleanParameter Follow = new("follow", "Whether the answer goes on with every event that comes.");

    private static readonly IReadOnlyList<QueryParameter> Parameters =
    [
        EventParameters.Partition, EventParameters.Offset, EventParameters.From, EventParameters.To, .. EventParameters.Filters, Limit, EventParameters.Cursor, Follow,
    ];

    public static void MapStreams(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/streams").WithTags("Event store");
        group.MapGet("", List)
            .Describe("listStreams", "The streams with their partitions, sizes and what is lost")
            .Query(Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapGet("/{stream}", Get)
            .Describe("getStream", "One stream")
            .Demand(AccessPolicies.Read).Fails(404);
        group.MapGet("/{stream}/events", Events)
            .Describe(
                "readEvents", "Stored events, in order of arrival",
                "A page of JSON, to go on from `next` while there is `more`; or, by `Accept: application/x-ndjson`, a line for each event, and a last line `{\"$end\":{\"events\",\"sha256\",\"next\"}}` that a cut answer lacks. "
                + "With `follow=true` it goes on as events come, also as `text/event-stream`, whose ids are cursors. Each event has the form that POST /api/events takes, its place in `$at`.")
            .Query(Parameters).Produces<EventPage>(StatusCodes.Status200OK, "application/json").Demand(AccessPolicies.Read).Fails(404, 410, 429)
            .DisableRequestTimeout();
    }

    private static Results<Ok<Page<StreamSummary>>, ProblemHttpResult> List(QueryReader query, IEventQueries events)
    {
        var (offset, limit) = (query.Read(Paging.Offset), query.Read(Paging.Limit));
        return query.Faults.Count > 0 ? ApiProblems.Invalid(query.Faults) : TypedResults.Ok(Paging.Slice(events.GetStreams(), offset, limit));
    }

    private static Results<Ok<StreamSummary>, ProblemHttpResult> Get(string stream, IEventQueries events) =>
        events.GetStream(stream) is { } found ? TypedResults.Ok(found) : NotFound(stream, events);

    private static async Task<IResult> Events(string stream, HttpContext context, QueryReader query, IEventQueries events, EventStreaming streaming, CancellationToken cancellation)
    {
        query.Refuse(Parameters);
        var (limit, follow) = (query.Read(Limit), query.Read(Follow) ?? EventStreaming.IsServerSent(context.Request));
        var asLines = follow || EventStreaming.IsLines(context.Request);
        var asked = query.ReadEventQuery(stream, asLines && !context.Request.Query.ContainsKey(Limit.Name) ? int.MaxValue : limit);
        if (query.Faults.Count > 0) return ApiProblems.Invalid(query.Faults);
        if (asLines)
        {
            // A browser that lost the connection says where it was.
            if (follow && context.Request.Headers[LastEventId] is [{ Length: > 0 } last]) asked = asked with { Cursor = last, Offset = null };
            await (follow ? streaming.FollowAsync(context, asked) : streaming.SendAsync(context, asked, asFile: false));
            return Results.Empty;
        }

        var page = await events.Read(asked, cancellation);
        return page.IsDone ? TypedResults.Ok(page.Value) : EventProblems.Of(page, stream, events);
    }

    private static ProblemHttpResult NotFound(string stream, IEventQueries events) =>
        ApiProblems.NotFound($"There is no stream '{stream}'; expected one of {string.Join(", ", events.GetStreams().Select(static s => s.Name))}.");
}
