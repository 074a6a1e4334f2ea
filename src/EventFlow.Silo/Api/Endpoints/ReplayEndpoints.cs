using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>Replays of stored events.</summary>
internal static class ReplayEndpoints
{
    private const string Example =
        """{"name":"Last week against a lower limit","streams":["service-metrics"],"from":"2026-01-24T00:00:00Z","to":"2026-01-31T00:00:00Z","filter":{"service":"payments"},"target":"detection","speed":"max","rules":[{"name":"Payments are slow","metric":"latency_ms","detector":"threshold","parameters":{"operator":"above","value":300}}]}""";

    public static void MapReplays(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/replays").WithTags("Event store");
        group.MapPost("", Start)
            .Describe(
                "startReplay", "Reads a range of stored events again, into something",
                "`target` is `dryRun` (counts), `detection` (rules and detectors in a space of their own; nothing live sees it), `ingestion` (copies into the live path under other service names), `webhook` or `file`. "
                + "The end of the range is fixed when the replay starts. It survives restarts and gives its target no event twice.")
            .BodyExample(Example).Produces<ReplayStatus>(StatusCodes.Status201Created).Demand(AccessPolicies.Operate).Fails(400, 404, 410, 422);
        group.MapGet("", List)
            .Describe("listReplays", "All replays, the newest first", "Without the lists of their results.")
            .Query(Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapGet("/{id}", Get)
            .Describe("getReplay", "One replay: progress, and what came of it so far")
            .Demand(AccessPolicies.Read).Fails(404);
        group.MapPost("/{id}/pause", static (string id, ClaimsPrincipal caller, IReplayService replays) => Do(replays.Pause(id, caller.Who())))
            .Describe("pauseReplay", "Halts a replay").Demand(AccessPolicies.Operate).Fails(404, 409);
        group.MapPost("/{id}/resume", static (string id, ClaimsPrincipal caller, IReplayService replays) => Do(replays.Resume(id, caller.Who())))
            .Describe("resumeReplay", "Lets a halted replay go on").Demand(AccessPolicies.Operate).Fails(404, 409);
        group.MapPost("/{id}/cancel", static (string id, ClaimsPrincipal caller, IReplayService replays) => Do(replays.Cancel(id, caller.Who())))
            .Describe("cancelReplay", "Ends a replay before its end", "What came of it so far stays.").Demand(AccessPolicies.Operate).Fails(404, 409);
        group.MapDelete("/{id}", Delete)
            .Describe("deleteReplay", "Deletes a replay with all it made", "One that runs is ended first.").Demand(AccessPolicies.Admin).Fails(404);
        group.MapGet("/{id}/file", File)
            .Describe("getReplayFile", "The file that a replay into a file has made")
            .Produces(StatusCodes.Status200OK, contentType: EventStreaming.Lines).Demand(AccessPolicies.Read).Fails(404).DisableRequestTimeout();
    }

    private static async Task<IResult> Start(ReplayRequest request, ClaimsPrincipal caller, IReplayService replays, CancellationToken cancellation)
    {
        var order = request.ToOrder();
        var outcome = order.IsDone ? await replays.Start(order.Value!, caller.Who(), cancellation) : order.As<ReplayStatus>();
        return outcome.IsDone ? TypedResults.Created($"/api/replays/{outcome.Value!.Id}", outcome.Value) : ApiProblems.Of(outcome);
    }

    private static Task<Results<Ok<Page<ReplayStatus>>, ProblemHttpResult>> List(QueryReader query, IReplayService replays) =>
        Paging.AnswerAsync(query, () => replays.List());

    private static async Task<Results<Ok<ReplayStatus>, ProblemHttpResult>> Get(string id, IReplayService replays) =>
        await replays.Get(id) is { } replay ? TypedResults.Ok(replay) : ApiProblems.NotFound($"There is no replay '{id}'.");

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string id, ClaimsPrincipal caller, IReplayService replays) =>
        (await replays.Delete(id, caller.Who())).ToEmptyResult();

    private static async Task<Results<Ok<ReplayStatus>, ProblemHttpResult>> Do(ValueTask<Outcome<ReplayStatus>> command) => (await command).ToResult();

    private static IResult File(string id, IReplayService replays) => replays.FindFile(id) is { } path
        ? TypedResults.Stream(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 65_536, FileOptions.Asynchronous), EventStreaming.Lines, id + ".ndjson")
        : ApiProblems.NotFound($"Replay '{id}' has made no file.");
}
