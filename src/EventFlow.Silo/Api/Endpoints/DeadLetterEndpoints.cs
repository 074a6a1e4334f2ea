using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>Notifications that were given up.</summary>
internal static class DeadLetterEndpoints
{
    private const int MostIds = 10_000;

    private const string Example = """{"channel":"ops-webhook","reason":"server"}""";

    private static readonly TextParameter Channel = new("channel", "Only those of this channel.", "ops-webhook");

    public static void MapDeadLetters(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/dead-letters").WithTags("Channels");
        group.MapGet("", List)
            .Describe("listDeadLetters", "Notifications that were given up, newest first")
            .Query(Channel, Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapPost("/{id}/requeue", Requeue)
            .Describe("requeueDeadLetter", "Sends a dead letter again")
            .Demand(AccessPolicies.Operate).Fails(404, 409);
        group.MapPost("/requeue", RequeueMany)
            .Describe("requeueDeadLetters", "Sends many dead letters again", "Those of `ids`; without it all of `channel` and `reason`, or all there are. They are sent in the order they came.")
            .BodyExample(Example).Demand(AccessPolicies.Operate).Fails(400, 422);
        group.MapPost("/discard", DiscardMany)
            .Describe("discardDeadLetters", "Throws many dead letters away", "Those of `ids`; without it all of `channel` and `reason`. One of the three must be given.")
            .BodyExample(Example).Demand(AccessPolicies.Operate).Fails(400, 422);
        group.MapDelete("/{id}", Discard)
            .Describe("discardDeadLetter", "Throws a dead letter away")
            .Demand(AccessPolicies.Operate).Fails(404);
    }

    private static async Task<Results<Ok<Page<DeadLetter>>, ProblemHttpResult>> List(QueryReader query, IChannelService channels)
    {
        var (channel, offset, limit) = (query.Read(Channel), query.Read(Paging.Offset), query.Read(Paging.Limit));
        if (query.Faults.Count > 0) return ApiProblems.Invalid(query.Faults);
        return TypedResults.Ok(await channels.DeadLetters(channel, offset, limit));
    }

    private static async Task<Results<Ok<DeadLetter>, ProblemHttpResult>> Requeue(string id, ClaimsPrincipal caller, IChannelService channels) =>
        (await channels.Requeue(id, caller.Who())).ToResult();

    private static async Task<Results<Ok<DeadLetterCount>, ProblemHttpResult>> RequeueMany(DeadLetterSelection? selection, ClaimsPrincipal caller, IChannelService channels) =>
        FaultOf(selection) is { } fault ? ApiProblems.Invalid([fault]) : TypedResults.Ok(new DeadLetterCount(await channels.RequeueMany(selection ?? new(null, null, null), caller.Who())));

    private static async Task<Results<Ok<DeadLetterCount>, ProblemHttpResult>> DiscardMany(DeadLetterSelection? selection, ClaimsPrincipal caller, IChannelService channels)
    {
        // Whoever forgets the body must not lose everything.
        if (selection is not { Ids: not null } and not { Channel: not null } and not { Reason: not null }) return ApiProblems.Invalid([new("ids", "missing, as are channel and reason", "one of the three")]);
        return FaultOf(selection) is { } fault ? ApiProblems.Invalid([fault]) : TypedResults.Ok(new DeadLetterCount(await channels.DiscardMany(selection, caller.Who())));
    }

    private static Fault? FaultOf(DeadLetterSelection? selection)
    {
        if (selection?.Ids is not { } ids) return null;
        if (ids.Count > MostIds) return new Fault("ids", $"{ids.Count} ids", $"at most {MostIds}");
        var missing = ids.ToList().FindIndex(static id => id is null);
        return missing < 0 ? null : new Fault($"ids[{missing}]", "null", "the id of a dead letter");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Discard(string id, ClaimsPrincipal caller, IChannelService channels) =>
        (await channels.Discard(id, caller.Who())).ToEmptyResult();
}
