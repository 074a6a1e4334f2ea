using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>Escalation policies.</summary>
internal static class EscalationEndpoints
{
    private const string Example = """{"name":"Night","steps":[{"channels":["log"]},{"after":"15m","channels":["log"]}],"repeat":2,"repeatAfter":"30m","remind":"10m"}""";

    public static void MapEscalations(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/escalations").WithTags("Escalation");
        group.MapGet("", List)
            .Describe("listEscalationPolicies", "The escalation policies").Query(Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapGet("/{id}", Get)
            .Describe("getEscalationPolicy", "One escalation policy").Demand(AccessPolicies.Read).Fails(404);
        group.MapPut("/{id}", Put)
            .Describe("putEscalationPolicy", "Makes or changes an escalation policy", "Incidents that follow it go on by the new steps.").BodyExample(Example).Demand(AccessPolicies.Operate).Fails(400, 409, 422);
        group.MapDelete("/{id}", Delete)
            .Describe("deleteEscalationPolicy", "Deletes an escalation policy that no route names").Demand(AccessPolicies.Operate).Fails(404, 409);
        group.MapGet("/{id}/versions", Versions)
            .Describe("listEscalationPolicyVersions", "The versions kept of a policy, newest first; those of a deleted one too").Query(Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapPost("/{id}/versions/{version:long}/rollback", Rollback)
            .Describe("rollbackEscalationPolicy", "Makes a policy what it was in an earlier version, as a new one").Demand(AccessPolicies.Operate).Fails(404, 409, 422);
        // Beside the policies, not below them: any word may be the id of one.
        api.MapGet("/deleted/escalations", Deleted).WithTags("Escalation")
            .Describe("listDeletedEscalationPolicies", "The policies that were deleted, with what they were last; a rollback to that version brings one back").Query(Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        api.MapGet("/alerts/{id}/escalation", OfAlert).WithTags("Alerts")
            .Describe("getAlertEscalation", "How far the escalations of an alert are, and what comes next").Demand(AccessPolicies.Read);
    }

    private static Task<Results<Ok<Page<EscalationPolicy>>, ProblemHttpResult>> List(QueryReader query, IEscalationService escalations) =>
        Paging.AnswerAsync(query, () => escalations.List());

    private static async Task<Results<Ok<EscalationPolicy>, ProblemHttpResult>> Get(string id, IEscalationService escalations) =>
        await escalations.Get(id) is { } policy ? TypedResults.Ok(policy) : ApiProblems.NotFound($"There is no escalation policy '{id}'.");

    private static async Task<Results<Ok<EscalationPolicy>, ProblemHttpResult>> Put(string id, EscalationPolicyRequest body, ClaimsPrincipal caller, IEscalationService escalations) =>
        (await escalations.Put(body.ToPolicy(id), caller.Who())).ToResult();

    private static async Task<Results<Ok<EscalationPolicy>, ProblemHttpResult>> Delete(string id, ClaimsPrincipal caller, IEscalationService escalations) =>
        (await escalations.Delete(id, caller.Who())).ToResult();

    private static Task<Results<Ok<Page<EscalationVersion>>, ProblemHttpResult>> Versions(string id, QueryReader query, IEscalationService escalations) =>
        Paging.AnswerAsync(query, () => escalations.Versions(id));

    private static Task<Results<Ok<Page<DeletedEscalation>>, ProblemHttpResult>> Deleted(QueryReader query, IEscalationService escalations) =>
        Paging.AnswerAsync(query, () => escalations.Deleted());

    private static async Task<Results<Ok<EscalationPolicy>, ProblemHttpResult>> Rollback(string id, long version, ClaimsPrincipal caller, IEscalationService escalations) =>
        (await escalations.Rollback(id, version, caller.Who())).ToResult();

    private static async Task<Ok<IReadOnlyList<AlertEscalation>>> OfAlert(string id, IEscalationService escalations) => TypedResults.Ok(await escalations.OfAlert(id));
}
