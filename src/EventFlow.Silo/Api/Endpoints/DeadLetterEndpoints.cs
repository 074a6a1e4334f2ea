using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>Notifications that were given up.</summary>
internal static class DeadLetterEndpoints
{
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

    private static async Task<Results<NoContent, ProblemHttpResult>> Discard(string id, ClaimsPrincipal caller, IChannelService channels) =>
        (await channels.Discard(id, caller.Who())).ToEmptyResult();
}
