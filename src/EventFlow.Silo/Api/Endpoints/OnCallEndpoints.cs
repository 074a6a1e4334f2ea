using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>On-call rotas: who is on call, when, and exceptions.</summary>
internal static class OnCallEndpoints
{
    private const string Example =
        """{"name":"Primary","timeZone":"Europe/Berlin","members":[{"name":"Ada","reach":[{"channel":"log"}]},{"name":"Bob","reach":[{"channel":"log"}]}],"layers":[{"members":["Ada","Bob"],"every":"1w","startsOn":"2026-01-05","handoverTime":"09:00"}]}""";

    private const long CalendarMs = 28L * 24 * 60 * 60 * 1000;

    private static readonly TimeParameter At = new("at", "Who is on call at this time. Default now.");
    private static readonly TimeParameter From = new("from", "Start of the span. Default now.");
    private static readonly TimeParameter To = new("to", "End of the span, at most 100 days after its start. Default four weeks after it.");

    public static void MapOnCall(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/oncall").WithTags("On call");
        group.MapGet("", List)
            .Describe("listRotas", "The rotas, with who is on call and who comes next").Query(At, Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapGet("/{id}", Get)
            .Describe("getRota", "One rota, with who is on call and who comes next").Query(At).Demand(AccessPolicies.Read).Fails(404);
        group.MapPut("/{id}", Put)
            .Describe("putRota", "Makes or changes a rota", "Its overrides stay.").BodyExample(Example).Demand(AccessPolicies.Operate).Fails(400, 409, 422);
        group.MapDelete("/{id}", Delete)
            .Describe("deleteRota", "Deletes a rota that no escalation policy names").Demand(AccessPolicies.Operate).Fails(404, 409);
        group.MapGet("/{id}/versions", Versions)
            .Describe("listRotaVersions", "The versions kept of a rota, newest first; those of a deleted one too").Query(Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapPost("/{id}/versions/{version:long}/rollback", Rollback)
            .Describe("rollbackRota", "Makes a rota what it was in an earlier version, as a new one", "Its overrides stay.").Demand(AccessPolicies.Operate).Fails(404, 409, 422);
        api.MapGet("/deleted/oncall", Deleted).WithTags("On call")
            .Describe("listDeletedRotas", "The rotas that were deleted, with what they were last; a rollback to that version brings one back").Query(Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapGet("/{id}/calendar", Calendar)
            .Describe("getRotaCalendar", "Who is on call in a span, without gaps").Query(From, To).Demand(AccessPolicies.Read).Fails(404);
        group.MapPost("/{id}/overrides", Override)
            .Describe("createOverride", "Puts somebody else on call for a while", "Refused when it overlaps another one.")
            .BodyExample("""{"member":"Bob","duration":"12h","reason":"Ada is at the dentist."}""").Demand(AccessPolicies.Operate).Fails(400, 404, 409, 422);
        group.MapDelete("/{id}/overrides/{exception}", RemoveOverride)
            .Describe("deleteOverride", "Takes an override away; one that has begun ends now").Demand(AccessPolicies.Operate).Fails(404, 409);
    }

    private static async Task<Results<Ok<Page<OnCallStatus>>, ProblemHttpResult>> List(QueryReader query, IOnCallService oncall, TimeProvider time)
    {
        var (at, offset, limit) = (query.Read(At) ?? Now(time), query.Read(Paging.Offset), query.Read(Paging.Limit));
        return query.Faults.Count > 0 ? ApiProblems.Invalid(query.Faults) : TypedResults.Ok(Paging.Slice(await oncall.List(at), offset, limit));
    }

    private static async Task<Results<Ok<OnCallStatus>, ProblemHttpResult>> Get(string id, QueryReader query, IOnCallService oncall, TimeProvider time)
    {
        var at = query.Read(At) ?? Now(time);
        if (query.Faults.Count > 0) return ApiProblems.Invalid(query.Faults);
        return await oncall.Get(id, at) is { } status ? TypedResults.Ok(status) : ApiProblems.NotFound($"There is no rota '{id}'.");
    }

    private static async Task<Results<Ok<OnCallRota>, ProblemHttpResult>> Put(string id, OnCallRotaRequest body, ClaimsPrincipal caller, IOnCallService oncall) =>
        (await oncall.Put(body.ToRota(id), caller.Who())).ToResult();

    private static async Task<Results<Ok<OnCallRota>, ProblemHttpResult>> Delete(string id, ClaimsPrincipal caller, IOnCallService oncall) => (await oncall.Delete(id, caller.Who())).ToResult();

    private static Task<Results<Ok<Page<EscalationVersion>>, ProblemHttpResult>> Versions(string id, QueryReader query, IOnCallService oncall) =>
        Paging.AnswerAsync(query, () => oncall.Versions(id));

    private static Task<Results<Ok<Page<DeletedEscalation>>, ProblemHttpResult>> Deleted(QueryReader query, IOnCallService oncall) =>
        Paging.AnswerAsync(query, () => oncall.Deleted());

    private static async Task<Results<Ok<OnCallRota>, ProblemHttpResult>> Rollback(string id, long version, ClaimsPrincipal caller, IOnCallService oncall) =>
        (await oncall.Rollback(id, version, caller.Who())).ToResult();

    private static async Task<Results<Ok<OnCallCalendar>, ProblemHttpResult>> Calendar(string id, QueryReader query, IOnCallService oncall, TimeProvider time)
    {
        var from = query.Read(From) ?? Now(time);
        var to = query.Read(To) ?? from + CalendarMs;
        return query.Faults.Count > 0 ? ApiProblems.Invalid(query.Faults) : (await oncall.Calendar(id, from, to)).ToResult();
    }

    private static async Task<Results<Ok<OnCallOverride>, ProblemHttpResult>> Override(string id, OnCallOverrideBody body, ClaimsPrincipal caller, IOnCallService oncall, TimeProvider time)
    {
        var request = body.ToRequest(Now(time));
        return (request.IsDone ? await oncall.Override(id, request.Value!, caller.Who()) : request.As<OnCallOverride>()).ToResult();
    }

    private static async Task<Results<Ok<OnCallOverride>, ProblemHttpResult>> RemoveOverride(string id, string exception, ClaimsPrincipal caller, IOnCallService oncall) =>
        (await oncall.RemoveOverride(id, exception, caller.Who())).ToResult();

    private static long Now(TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds();
}
