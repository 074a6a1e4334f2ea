using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>What people taught detection: alerts that were nothing.</summary>
internal static class FeedbackEndpoints
{
    private static readonly TextParameter Rule = new("rule", "Only what was learned about the rule with this id.", "latency-anomaly");
    private static readonly TextParameter Service = new("service", "Only what was learned about this service and its series.", "payments");
    private static readonly TextParameter Subject = new("subject", "Only what was learned about this series, or service as a whole.", "latency_ms{service=\"payments\"}");

    public static void MapFeedback(this IEndpointRouteBuilder api)
    {
        api.MapPost("/alerts/{id}/false-alarm", MarkFalse).WithTags("Alerts")
            .Describe("markAlertFalse", "Marks an alert as a false alarm", "Resolves it, and from now on holds back anomalies like it: of the same rule and series, on the same side, up to half as strong again. That fades, half of it each 30 days. Answers what was learned; `DELETE /api/feedback/{id}` takes it back.")
            .BodyExample("""{"comment":"The nightly settlement, as every month."}""")
            .Demand(AccessPolicies.Operate).Fails(400, 404, 409, 422);
        var group = api.MapGroup("/feedback").WithTags("Feedback");
        group.MapGet("", List)
            .Describe("listFeedback", "What was learned from false alarms and silences, the newest first")
            .Query(Rule, Service, Subject, Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapDelete("/{id}", Forget)
            .Describe("forgetFeedback", "Takes back what was learned", "Scores are then what they were before.")
            .Demand(AccessPolicies.Operate).Fails(404);
    }

    private static async Task<Results<Ok<Lesson>, ProblemHttpResult>> MarkFalse(string id, CommentRequest? body, ClaimsPrincipal caller, IFeedbackService feedback) =>
        (await feedback.MarkFalse(id, caller.Who(), body?.Comment ?? "")).ToResult();

    private static async Task<Results<Ok<Page<Lesson>>, ProblemHttpResult>> List(QueryReader query, IFeedbackService feedback)
    {
        var (rule, service, subject, offset, limit) = (query.Read(Rule), query.Read(Service), query.Read(Subject), query.Read(Paging.Offset), query.Read(Paging.Limit));
        if (query.Faults.Count > 0) return ApiProblems.Invalid(query.Faults);
        return TypedResults.Ok(await feedback.List(rule, service, subject, offset, limit));
    }

    private static async Task<Results<Ok<Lesson>, ProblemHttpResult>> Forget(string id, ClaimsPrincipal caller, IFeedbackService feedback) =>
        (await feedback.Forget(id, caller.Who())).ToResult();
}
