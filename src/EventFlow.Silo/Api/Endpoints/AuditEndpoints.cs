using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>Who changed what.</summary>
internal static class AuditEndpoints
{
    private static readonly TextParameter Who = new("who", "Only changes by this user or API key, by name.", "admin");
    private static readonly TextParameter Action = new("action", "Only this action, or all of a subject: routing, silence, escalation, onCall, rule, channel, feedback, apiKey.", "rule.update");
    private static readonly TextParameter Target = new("target", "Only changes of what has this id.", "latency-anomaly");
    private static readonly TimeParameter From = new("from", "Only changes from this time on.");
    private static readonly TimeParameter To = new("to", "Only changes before this time.");

    public static void MapAudit(this IEndpointRouteBuilder api) =>
        api.MapGet("/audit", List).WithTags("Audit")
            .Describe("listAudit", "Who changed what, the newest first", "Changes of routes, silences, escalation policies, rotas, rules, channels and dead letters, feedback and API keys, by whichever way. `detail` is what the thing is from then on. The newest are kept: `EventFlow:Audit:MaxEntries`.")
            .Query(Who, Action, Target, From, To, Paging.Offset, Paging.Limit).Demand(AccessPolicies.Operate);

    private static async Task<Results<Ok<Page<AuditEntry>>, ProblemHttpResult>> List(QueryReader query, IAuditService audit)
    {
        var wanted = new AuditQuery(query.Read(Who), query.Read(Action), query.Read(Target), query.Read(From), query.Read(To), query.Read(Paging.Offset), query.Read(Paging.Limit));
        return query.Faults.Count > 0 ? ApiProblems.Invalid(query.Faults) : TypedResults.Ok(await audit.List(wanted));
    }
}
