using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>Alerts and what people do about them.</summary>
internal static class AlertEndpoints
{
    private const int MaxCommentLength = 1_000;

    private static readonly ChoiceParameter<AlertState> State = new("state", "Only alerts in this state; may be given several times. Default all but pending.") { Repeatable = true };
    private static readonly TextParameter Service = new("service", "Only alerts of this service.", "payments");
    private static readonly ChoiceParameter<Severity> SeverityIs = new("severity", "Only alerts of this severity.");
    private static readonly TextParameter Rule = new("rule", "Only alerts of the rule with this id.", "high-latency");
    private static readonly TextParameter Text = new("text", "Only alerts whose name, summary or value of a label contains this.", "latency");
    private static readonly TimeParameter From = new("from", "Only alerts that were still open at this time, or began later.");
    private static readonly TimeParameter To = new("to", "Only alerts that began before this time.");

    public static void MapAlerts(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/alerts").WithTags("Alerts");
        group.MapGet("", List)
            .Describe("listAlerts", "Alerts, the newest change first")
            .Query(State, Service, SeverityIs, Rule, Text, From, To, Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapGet("/{id}", Get)
            .Describe("getAlert", "One alert with its history and what became of its notifications")
            .Demand(AccessPolicies.Read).Fails(404);
        group.MapPost("/{id}/acknowledge", Acknowledge)
            .Describe("acknowledgeAlert", "Says that somebody takes care of an open alert", "Until it resolves, or until the time given.")
            .BodyExample("""{"comment":"Looking at the payment gateway.","until":"2026-01-31T18:00:00Z"}""")
            .Demand(AccessPolicies.Operate).Fails(400, 404, 409, 422);
        group.MapPost("/{id}/unacknowledge", Unacknowledge)
            .Describe("unacknowledgeAlert", "Gives an acknowledged alert back, so that others hear of it again")
            .BodyExample("""{"comment":"End of my shift."}""")
            .Demand(AccessPolicies.Operate).Fails(400, 404, 409, 422);
        group.MapPost("/{id}/resolve", Resolve)
            .Describe("resolveAlert", "Resolves an alert by hand")
            .BodyExample("""{"comment":"The gateway was restarted."}""")
            .Demand(AccessPolicies.Operate).Fails(400, 404, 409, 422);
    }

    private static async Task<Results<Ok<Page<AlertSummary>>, ProblemHttpResult>> List(QueryReader query, IAlertService alerts)
    {
        var question = new AlertQuery(
            query.ReadAll(State), query.Read(Service), query.Read(SeverityIs), query.Read(Rule), query.Read(Text),
            query.Read(From), query.Read(To), query.Read(Paging.Offset), query.Read(Paging.Limit));
        if (query.Faults.Count > 0) return ApiProblems.Invalid(query.Faults);
        return TypedResults.Ok(await alerts.Query(question));
    }

    private static async Task<Results<Ok<AlertDetail>, ProblemHttpResult>> Get(string id, IAlertService alerts) =>
        await alerts.Get(id) is { } alert ? TypedResults.Ok(alert) : ApiProblems.NotFound($"There is no alert '{id}'.");

    private static async Task<Results<Ok<AlertDetail>, ProblemHttpResult>> Acknowledge(string id, AcknowledgeRequest? body, ClaimsPrincipal caller, IAlertService alerts) =>
        Check(new(body?.Comment)) is { } problem ? problem : (await alerts.Acknowledge(id, caller.Who(), body?.Comment ?? "", body?.Until)).ToResult();

    private static async Task<Results<Ok<AlertDetail>, ProblemHttpResult>> Unacknowledge(string id, CommentRequest? body, ClaimsPrincipal caller, IAlertService alerts) =>
        Check(body) is { } problem ? problem : (await alerts.Unacknowledge(id, caller.Who(), body?.Comment ?? "")).ToResult();

    private static async Task<Results<Ok<AlertDetail>, ProblemHttpResult>> Resolve(string id, CommentRequest? body, ClaimsPrincipal caller, IAlertService alerts) =>
        Check(body) is { } problem ? problem : (await alerts.Resolve(id, caller.Who(), body?.Comment ?? "")).ToResult();

    private static ProblemHttpResult? Check(CommentRequest? body) => body?.Comment is { Length: > MaxCommentLength } comment
        ? ApiProblems.Invalid([new("comment", $"{comment.Length} characters", $"at most {MaxCommentLength}")])
        : null;
}
