using System.Security.Claims;
using EventFlow.Replay;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>Named consumers: readers whose offsets are stored here.</summary>
internal static class ConsumerEndpoints
{
    private static readonly IntegerParameter Limit = new("limit", "How many events to answer with at most.", 1, 10_000, 100);
    private static readonly IntegerParameter Wait = new("wait", "Seconds to wait for an event when there is none.", 0, 50, 0);

    public static void MapConsumers(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/consumers").WithTags("Event store");
        group.MapGet("", List)
            .Describe("listConsumers", "All consumers with their lag")
            .Query(Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapGet("/{name}", Get)
            .Describe("getConsumer", "One consumer")
            .Demand(AccessPolicies.Read).Fails(404);
        group.MapPut("/{name}", Put)
            .Describe("putConsumer", "Makes a consumer", "One that is there already stays as it is.")
            .BodyExample("""{"stream":"service-events","start":"earliest"}""").Demand(AccessPolicies.Consume).Fails(400, 404, 409, 422);
        group.MapGet("/{name}/events", Events)
            .Describe("readConsumer", "Events from where a consumer last committed", "Without a commit the same events come again. `commit` is what to commit when all of them are dealt with; `next`, as `cursor`, reads on without.")
            .Query(Limit, Wait, EventParameters.Cursor).Demand(AccessPolicies.Read).Fails(404, 409, 410, 429);
        group.MapPost("/{name}/commit", static async (string name, Dictionary<int, long> offsets, IConsumerService consumers) => (await consumers.Commit(name, offsets)).ToResult())
            .Describe("commitConsumer", "Stores how far a consumer is", "By partition the offset behind the last event that is dealt with. It never goes back.")
            .BodyExample("""{"0":120,"1":77}""").Demand(AccessPolicies.Consume).Fails(400, 404, 409, 422);
        group.MapPost("/{name}/reset", Reset)
            .Describe("resetConsumer", "Lets a consumer begin anew")
            .BodyExample("""{"start":"time","time":"2026-01-31T12:00:00Z"}""").Demand(AccessPolicies.Consume).Fails(400, 404, 422);
        group.MapDelete("/{name}", static async (string name, ClaimsPrincipal caller, IConsumerService consumers) => (await consumers.Delete(name, caller.Who())).ToEmptyResult())
            .Describe("deleteConsumer", "Deletes a consumer with its offsets").Demand(AccessPolicies.Admin).Fails(404);
    }

    private static Task<Results<Ok<Page<ConsumerStatus>>, ProblemHttpResult>> List(QueryReader query, IConsumerService consumers) =>
        Paging.AnswerAsync(query, () => consumers.List());

    private static async Task<Results<Ok<ConsumerStatus>, ProblemHttpResult>> Get(string name, IConsumerService consumers) =>
        await consumers.Get(name) is { } consumer ? TypedResults.Ok(consumer) : ApiProblems.NotFound($"There is no consumer '{name}'.");

    private static async Task<Results<Ok<ConsumerStatus>, ProblemHttpResult>> Put(string name, ConsumerRequest request, ClaimsPrincipal caller, IConsumerService consumers, CancellationToken cancellation)
    {
        List<Fault> faults = [];
        var start = request.ToStart(faults);
        if (string.IsNullOrEmpty(request.Stream)) faults.Add(new("stream", "missing", "the stream it reads"));
        return faults.Count > 0 ? ApiProblems.Invalid(faults) : (await consumers.Put(name, request.Stream!, start, caller.Who(), cancellation)).ToResult();
    }

    private static async Task<Results<Ok<ConsumerPage>, ProblemHttpResult>> Events(string name, QueryReader query, IConsumerService consumers, ReaderSlots slots, CancellationToken cancellation)
    {
        var (limit, wait, cursor) = (query.Read(Limit), query.Read(Wait), query.Read(EventParameters.Cursor));
        if (query.Faults.Count > 0) return ApiProblems.Invalid(query.Faults);
        using var slot = slots.TryTake();
        if (slot is null) return TypedResults.Problem("Too many programs read at this moment; try again later.", statusCode: StatusCodes.Status429TooManyRequests);
        return (await consumers.Read(name, limit, cursor, TimeSpan.FromSeconds(wait), cancellation)).ToResult();
    }

    private static async Task<Results<Ok<ConsumerStatus>, ProblemHttpResult>> Reset(string name, ConsumerRequest request, ClaimsPrincipal caller, IConsumerService consumers, CancellationToken cancellation)
    {
        List<Fault> faults = [];
        var start = request.ToStart(faults);
        return faults.Count > 0 ? ApiProblems.Invalid(faults) : (await consumers.Reset(name, start, caller.Who(), cancellation)).ToResult();
    }
}
