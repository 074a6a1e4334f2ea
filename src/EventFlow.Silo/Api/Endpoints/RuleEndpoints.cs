using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>Rules, and the detectors they can name.</summary>
internal static class RuleEndpoints
{
    private const string Example =
        """{"name":"Payments are slow","severity":"critical","service":"payments","metric":"latency_ms","detector":"threshold","parameters":{"operator":"above","value":500},"for":"00:00:30"}""";

    private static readonly TextParameter Text = new("text", "Only rules whose name or id contains this.", "latency");
    private static readonly TextParameter Service = new("service", "Only rules that watch this service.", "payments");
    private static readonly BooleanParameter Enabled = new("enabled", "Only rules that are evaluated, or only those that are not.");

    public static void MapRules(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/rules").WithTags("Rules");
        group.MapGet("", List)
            .Describe("listRules", "All rules, ordered by name")
            .Query(Text, Service, Enabled, Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapPost("", Create)
            .Describe("createRule", "Creates a rule", "It is evaluated from the next sample on. Its id is derived from its name when it has none.")
            .BodyExample(Example).Demand(AccessPolicies.Operate).Fails(400, 409, 422);
        group.MapGet("/{id}", Get)
            .Describe("getRule", "One rule with its earlier versions and its last decisions")
            .Demand(AccessPolicies.Read).Fails(404);
        group.MapPut("/{id}", Update)
            .Describe("updateRule", "Changes a rule", "Give back the `version` you read, so that nobody's change is overwritten; without it yours wins.")
            .BodyExample(Example).Demand(AccessPolicies.Operate).Fails(400, 404, 409, 422);
        group.MapDelete("/{id}", Delete)
            .Describe("deleteRule", "Deletes a rule", "Its alerts that are open are resolved.")
            .Demand(AccessPolicies.Operate).Fails(404);
        group.MapPost("/preview", Preview)
            .Describe("previewRule", "Runs a rule over stored events and says what it would have done", "Raises nothing. The span is at most 24 hours.")
            .BodyExample($$"""{"rule":{{Example}}}""").Demand(AccessPolicies.Read).Fails(400, 404, 422);
        api.MapGet("/detectors", Detectors).WithTags("Rules")
            .Describe("listDetectors", "The detectors a rule can name, with their parameters")
            .Query(Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
    }

    private static async Task<Results<Ok<Page<RuleDefinition>>, ProblemHttpResult>> List(QueryReader query, IRuleService rules)
    {
        var (text, service, enabled, offset, limit) =
            (query.Read(Text), query.Read(Service), query.Read(Enabled), query.Read(Paging.Offset), query.Read(Paging.Limit));
        if (query.Faults.Count > 0) return ApiProblems.Invalid(query.Faults);
        return TypedResults.Ok(await rules.List(text, service, enabled, offset, limit));
    }

    private static async Task<Results<Ok<RuleDetail>, ProblemHttpResult>> Get(string id, IRuleService rules) =>
        await rules.Get(id) is { } rule ? TypedResults.Ok(rule) : ApiProblems.NotFound($"There is no rule '{id}'.");

    private static async Task<Results<Created<RuleDefinition>, ProblemHttpResult>> Create(RuleRequest request, ClaimsPrincipal caller, IRuleService rules)
    {
        var rule = request.ToRule();
        var outcome = rule.IsDone ? await rules.Create(rule.Value!, caller.Who()) : rule;
        return outcome.IsDone ? TypedResults.Created($"/api/rules/{outcome.Value!.Id}", outcome.Value) : ApiProblems.Of(outcome);
    }

    private static async Task<Results<Ok<RuleDefinition>, ProblemHttpResult>> Update(string id, RuleRequest request, ClaimsPrincipal caller, IRuleService rules)
    {
        var rule = request.ToRule(id);
        return (rule.IsDone ? await rules.Update(rule.Value!, caller.Who()) : rule).ToResult();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string id, ClaimsPrincipal caller, IRuleService rules) =>
        (await rules.Delete(id, caller.Who())).ToEmptyResult();

    private static async Task<Results<Ok<RulePreview>, ProblemHttpResult>> Preview(
        RulePreviewRequest request, IRuleService rules, TimeProvider time, CancellationToken cancellation)
    {
        if (request.Rule is null) return ApiProblems.Invalid([new("rule", "missing", "a rule")]);
        var rule = request.Rule.ToRule();
        if (!rule.IsDone) return ApiProblems.Of(rule);
        var to = request.To ?? time.GetUtcNow().ToUnixTimeMilliseconds();
        var from = request.From ?? to - (long)TimeSpan.FromHours(1).TotalMilliseconds;
        return (await rules.Preview(rule.Value!, from, to, cancellation)).ToResult();
    }

    private static Results<Ok<Page<DetectorDescription>>, ProblemHttpResult> Detectors(QueryReader query, IRuleService rules)
    {
        var (offset, limit) = (query.Read(Paging.Offset), query.Read(Paging.Limit));
        return query.Faults.Count > 0 ? ApiProblems.Invalid(query.Faults) : TypedResults.Ok(Paging.Slice(rules.Detectors, offset, limit));
    }
}
