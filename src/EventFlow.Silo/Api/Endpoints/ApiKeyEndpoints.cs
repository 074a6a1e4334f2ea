using System.Security.Claims;
using EventFlow.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>API keys of integrations.</summary>
internal static class ApiKeyEndpoints
{
    public static void MapApiKeys(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/api-keys").WithTags("API keys");
        group.MapGet("", List)
            .Describe("listApiKeys", "All API keys, newest first, the revoked ones among them")
            .Query(Paging.Offset, Paging.Limit).Demand(AccessPolicies.Admin);
        group.MapPost("", Create)
            .Describe("createApiKey", "Makes an API key", "The key is in the answer, this once: only its hash is kept.")
            .BodyExample("""{"name":"checkout service","scopes":["ingest"]}""")
            .Demand(AccessPolicies.Admin).Fails(400, 409, 422);
        group.MapDelete("/{id}", Revoke)
            .Describe("revokeApiKey", "Revokes an API key", "Requests with it are refused at once; it stays in the list.")
            .Demand(AccessPolicies.Admin).Fails(404);
    }

    private static async Task<Results<Ok<Page<ApiKeyInfo>>, ProblemHttpResult>> List(QueryReader query, ApiKeyRegistry keys)
    {
        var (offset, limit) = (query.Read(Paging.Offset), query.Read(Paging.Limit));
        if (query.Faults.Count > 0) return ApiProblems.Invalid(query.Faults);
        return TypedResults.Ok(Paging.Slice([.. (await keys.List()).Select(ApiKeyInfo.Of)], offset, limit));
    }

    private static async Task<Results<Created<ApiKeyCreated>, ProblemHttpResult>> Create(ApiKeyRequest request, ClaimsPrincipal caller, ApiKeyRegistry keys, AuditTrail audit)
    {
        var faults = request.Validate();
        if (faults.Count > 0) return ApiProblems.Invalid(faults);
        var (outcome, key) = await keys.Create(request.Name!.Trim(), [.. request.Scopes!.Distinct()], caller.Who());
        if (!outcome.IsDone) return ApiProblems.Of(outcome);
        await audit.DoneAsync(caller.Who(), "apiKey.create", outcome.Value!.Id, new { outcome.Value.Name, outcome.Value.Scopes });
        return TypedResults.Created($"/api/api-keys/{outcome.Value!.Id}", new ApiKeyCreated(key, ApiKeyInfo.Of(outcome.Value)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(string id, ClaimsPrincipal caller, ApiKeyRegistry keys, AuditTrail audit)
    {
        var outcome = await keys.Revoke(id);
        if (outcome.IsDone) await audit.DoneAsync(caller.Who(), "apiKey.revoke", id, new { outcome.Value!.Name, outcome.Value.Scopes });
        return outcome.ToEmptyResult();
    }
}
