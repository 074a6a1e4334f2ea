using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>Silences and maintenance windows.</summary>
internal static class SilenceEndpoints
{
    private const string Example =
        """{"matchers":["service=\"payments\"","severity=~\"warning|info\""],"duration":"8h","schedule":{"times":[{"startTime":"22:00","endTime":"24:00"}],"location":"Europe/Berlin"},"comment":"Nightly settlement."}""";

    private static readonly TextParameter Kind = new("kind", "Only silences of this kind: silence or maintenance.", "maintenance");
    private static readonly TextParameter State = new("state", "Only silences in this state: active, waiting, pending or expired.", "active");

    public static void MapSilences(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/silences").WithTags("Silences");
        group.MapGet("", List)
            .Describe("listSilences", "Silences and maintenance windows, those in force first", "Those that are over are kept for five days.")
            .Query(Kind, State, Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapGet("/{id}", Get)
            .Describe("getSilence", "One silence").Demand(AccessPolicies.Read).Fails(404);
        group.MapPost("", Create)
            .Describe("createSilence", "Silences alerts, or with `service` announces maintenance of a service", "It bears your name. With a `schedule` it recurs between start and end.")
            .BodyExample(Example).Demand(AccessPolicies.Silence).Fails(400, 409, 422);
        group.MapPut("/{id}", Put)
            .Describe("putSilence", "Changes a silence", "One that is over, or whose matchers change, is left as it was, and a new one begins.")
            .BodyExample(Example).Demand(AccessPolicies.Silence).Fails(400, 404, 409, 422);
        group.MapDelete("/{id}", Expire)
            .Describe("expireSilence", "Ends a silence now").Demand(AccessPolicies.Silence).Fails(404, 409);
        group.MapPost("/preview", Preview)
            .Describe("previewSilence", "Which open alerts matchers hold now")
            .BodyExample("""{"matchers":["service=\"payments\""]}""").Demand(AccessPolicies.Read).Fails(400, 422);
    }

    private static async Task<Results<Ok<Page<SilenceStatus>>, ProblemHttpResult>> List(QueryReader query, ISilenceService silences)
    {
        var (kind, state, offset, limit) = (query.Read(Kind), query.Read(State), query.Read(Paging.Offset), query.Read(Paging.Limit));
        if (query.Faults.Count > 0) return ApiProblems.Invalid(query.Faults);
        return TypedResults.Ok(Paging.Slice([.. (await silences.List(kind)).Where(s => state is null || s.State == state)], offset, limit));
    }

    private static async Task<Results<Ok<SilenceStatus>, ProblemHttpResult>> Get(string id, ISilenceService silences) =>
        await silences.Get(id) is { } silence ? TypedResults.Ok(silence) : ApiProblems.NotFound($"There is no silence '{id}'.");

    private static async Task<Results<Created<Silence>, ProblemHttpResult>> Create(SilenceBody body, ClaimsPrincipal caller, ISilenceService silences, TimeProvider time)
    {
        var outcome = await PutAsync(body, null, caller, silences, time);
        return outcome.IsDone ? TypedResults.Created($"/api/silences/{outcome.Value!.Id}", outcome.Value) : ApiProblems.Of(outcome);
    }

    private static async Task<Results<Ok<Silence>, ProblemHttpResult>> Put(string id, SilenceBody body, ClaimsPrincipal caller, ISilenceService silences, TimeProvider time) =>
        (await PutAsync(body, id, caller, silences, time)).ToResult();

    private static async Task<Results<Ok<Silence>, ProblemHttpResult>> Expire(string id, ClaimsPrincipal caller, ISilenceService silences) =>
        (await silences.Expire(id, caller.Who())).ToResult();

    private static async Task<Results<Ok<SilencePreview>, ProblemHttpResult>> Preview(MatchersRequest body, ISilenceService silences) => (await silences.Preview(body.Matchers ?? [])).ToResult();

    private static async Task<Outcome<Silence>> PutAsync(SilenceBody body, string? id, ClaimsPrincipal caller, ISilenceService silences, TimeProvider time)
    {
        var request = body.ToRequest(id, time.GetUtcNow().ToUnixTimeMilliseconds());
        return request.IsDone ? await silences.Put(request.Value!, caller.Who()) : request.As<Silence>();
    }
}
