using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>Where alerts go: the routing configuration, its versions, and the tester.</summary>
internal static class AlertRoutingEndpoints
{
    private const string Example =
        """{"config":{"route":{"receiver":"default","groupBy":["service"],"groupWait":"10s","routes":[{"matchers":["severity=\"critical\""],"receiver":"on-call"}]},"receivers":[{"name":"default","channels":["*"]},{"name":"on-call","channels":["log"]}]},"comment":"Critical ones to whoever is on call."}""";

    private const long WeekMs = 7L * 24 * 60 * 60 * 1000;

    private static readonly TimeParameter From = new("from", "Incidents that began from this time on. Default a week before the end.");
    private static readonly TimeParameter To = new("to", "Incidents that began before this time. Default now.");

    public static void MapAlertRouting(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/alerting").WithTags("Alert routing");
        group.MapGet("/config", Get)
            .Describe("getAlertingConfig", "The routing configuration in force").Demand(AccessPolicies.Read);
        group.MapPut("/config", Put)
            .Describe("putAlertingConfig", "Puts a routing configuration in force", "As JSON in `config` or as the text of an `alertmanager.yml` in `yaml`. It is checked first; open alerts look for their way again.")
            .BodyExample(Example).Demand(AccessPolicies.Operate).Fails(400, 409, 422);
        group.MapPost("/config/check", Check)
            .Describe("checkAlertingConfig", "Checks a routing configuration, and says what of an `alertmanager.yml` cannot be carried over", "Changes nothing.")
            .BodyExample(Example).Demand(AccessPolicies.Read).Fails(400, 422);
        group.MapGet("/config/versions", Versions)
            .Describe("listAlertingConfigVersions", "The versions kept, newest first")
            .Query(Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapGet("/config/versions/{version:long}", GetVersion)
            .Describe("getAlertingConfigVersion", "One version").Demand(AccessPolicies.Read).Fails(404);
        group.MapPost("/config/versions/{version:long}/rollback", Rollback)
            .Describe("rollbackAlertingConfig", "Puts an earlier version in force again, as a new one").Demand(AccessPolicies.Operate).Fails(404, 409, 422);
        group.MapGet("/statistics", Statistics)
            .Describe("getAlertStatistics", "Time to acknowledge and to resolve, noisiest rules, incidents by service and week, deliveries by channel", "From the transitions that are stored, so it survives restarts.")
            .Query(From, To).Demand(AccessPolicies.Read);
        group.MapPost("/test", Test)
            .Describe("testAlertRouting", "Where an alert with these labels would go, when, and why", "Sends nothing.")
            .BodyExample("""{"labels":{"alertname":"HighLatency","service":"payments","severity":"critical"}}""").Demand(AccessPolicies.Read).Fails(400, 422);
    }

    private static async Task<Results<Ok<AlertStatistics>, ProblemHttpResult>> Statistics(QueryReader query, IAlertStatisticsService statistics, TimeProvider time)
    {
        var (from, to) = (query.Read(From), query.Read(To) ?? time.GetUtcNow().ToUnixTimeMilliseconds());
        if (query.Faults.Count > 0) return ApiProblems.Invalid(query.Faults);
        return (await statistics.Compute(from ?? Math.Max(0, to - WeekMs), to)).ToResult();
    }

    private static async Task<Ok<AlertingConfigView>> Get(IAlertRoutingService routing) => TypedResults.Ok(View(await routing.Get(), routing, []));

    private static async Task<Results<Ok<AlertingConfigView>, ProblemHttpResult>> Put(AlertingConfigRequest request, ClaimsPrincipal caller, IAlertRoutingService routing)
    {
        var reading = request.Read(routing);
        if (reading.Config is not { } config) return ApiProblems.Invalid(reading.Faults);
        var outcome = await routing.Put(config, request.Expected, caller.Who(), request.Comment ?? "");
        return outcome.IsDone ? TypedResults.Ok(View(outcome.Value!, routing, reading.Notes)) : ApiProblems.Of(outcome);
    }

    private static async Task<Ok<AlertingConfigCheck>> Check(AlertingConfigRequest request, IAlertRoutingService routing)
    {
        var reading = request.Read(routing);
        if (reading.Config is not { } config) return TypedResults.Ok(new AlertingConfigCheck(false, reading.Faults, reading.Notes, null, null));
        var faults = await routing.Check(config);
        // What is faulty may have nothing where a text has to be.
        return TypedResults.Ok(new AlertingConfigCheck(faults.Count == 0, faults, reading.Notes, config, faults.Count == 0 ? routing.Write(config) : null));
    }

    private static Task<Results<Ok<Page<AlertingConfigInfo>>, ProblemHttpResult>> Versions(QueryReader query, IAlertRoutingService routing) =>
        Paging.AnswerAsync(query, () => routing.Versions());

    private static async Task<Results<Ok<AlertingConfigView>, ProblemHttpResult>> GetVersion(long version, IAlertRoutingService routing) =>
        await routing.GetVersion(version) is { } found ? TypedResults.Ok(View(found, routing, [])) : ApiProblems.NotFound($"There is no version {version} of the routing.");

    private static async Task<Results<Ok<AlertingConfigView>, ProblemHttpResult>> Rollback(long version, ClaimsPrincipal caller, IAlertRoutingService routing)
    {
        var outcome = await routing.Rollback(version, caller.Who());
        return outcome.IsDone ? TypedResults.Ok(View(outcome.Value!, routing, [])) : ApiProblems.Of(outcome);
    }

    private static async Task<Results<Ok<RouteTest>, ProblemHttpResult>> Test(RouteTestRequest request, IAlertRoutingService routing, TimeProvider time)
    {
        var config = request.Config;
        if (request.Yaml is not null)
        {
            var reading = new AlertingConfigRequest(request.Config, request.Yaml, null, null).Read(routing);
            if (reading.Config is null) return ApiProblems.Invalid(reading.Faults);
            config = reading.Config;
        }
        return (await routing.Test(request.Labels ?? LabelSet.Empty, request.At ?? time.GetUtcNow().ToUnixTimeMilliseconds(), config)).ToResult();
    }

    private static AlertingConfigView View(AlertingConfigVersion version, IAlertRoutingService routing, IReadOnlyList<string> notes) =>
        new(version.Version, version.At, version.Who, version.Comment, version.Config, routing.Write(version.Config), notes);
}
